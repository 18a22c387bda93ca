package dev.lockkeeper.failure;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library. Its {@link ErrorCode} says what went wrong and decides the
 * exit code; its message says what was tried and what happened; {@link #databaseState()} says what
 * state the database is in and {@link #hint()} what to do next. Never carries a secret.
 */
public final class LockkeeperException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient @Nullable Place place;
  private final @Nullable String statement;
  private final @Nullable String sqlState;
  private final @Nullable String databaseState;
  private final @Nullable String hint;

  private LockkeeperException(Builder builder) {
    super(builder.message, builder.cause);
    this.code = builder.code;
    this.place = builder.place;
    this.statement = builder.statement;
    this.sqlState = builder.sqlState;
    this.databaseState = builder.databaseState;
    this.hint = builder.hint;
  }

  /** Starts an exception with the given code and message. */
  public static Builder because(ErrorCode code, String message) {
    return new Builder(code, message);
  }

  /** What went wrong, as a stable code. */
  public ErrorCode code() {
    return code;
  }

  /** Where in the user's files the cause lies, if it lies in one. */
  public Optional<Place> place() {
    return Optional.ofNullable(place);
  }

  /** The statement that failed, with secrets masked. */
  public Optional<String> statement() {
    return Optional.ofNullable(statement);
  }

  /** The server's SQLSTATE, if the server refused something. */
  public Optional<String> sqlState() {
    return Optional.ofNullable(sqlState);
  }

  /** What state the database is in now, as a sentence. */
  public Optional<String> databaseState() {
    return Optional.ofNullable(databaseState);
  }

  /** What to do next, as a sentence. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }

  /** Copies every fact of this exception into a builder, so that a caller can add what it knows. */
  public Builder toBuilder() {
    Builder copy = new Builder(code, String.valueOf(getMessage()));
    copy.place = place;
    copy.statement = statement;
    copy.sqlState = sqlState;
    copy.databaseState = databaseState;
    copy.hint = hint;
    copy.cause = getCause();
    return copy;
  }

  /** Collects the facts of a {@link LockkeeperException}. Not thread-safe. */
  public static final class Builder {
    private final ErrorCode code;
    private final String message;
    private @Nullable Place place;
    private @Nullable String statement;
    private @Nullable String sqlState;
    private @Nullable String databaseState;
    private @Nullable String hint;
    private @Nullable Throwable cause;

    private Builder(ErrorCode code, String message) {
      this.code = code;
      this.message = message;
    }

    /** Where in the user's files the cause lies. */
    public Builder at(@Nullable Place place) {
      this.place = place;
      return this;
    }

    /** The statement that failed; the caller has masked its secrets. */
    public Builder statement(@Nullable String statement) {
      this.statement = statement;
      return this;
    }

    /** The server's SQLSTATE. */
    public Builder sqlState(@Nullable String sqlState) {
      this.sqlState = sqlState;
      return this;
    }

    /** What state the database is in now. */
    public Builder databaseState(@Nullable String databaseState) {
      this.databaseState = databaseState;
      return this;
    }

    /** What to do next. */
    public Builder hint(@Nullable String hint) {
      this.hint = hint;
      return this;
    }

    /** The exception behind this one. */
    public Builder cause(@Nullable Throwable cause) {
      this.cause = cause;
      return this;
    }

    /** Makes the exception. */
    public LockkeeperException build() {
      return new LockkeeperException(this);
    }
  }
}
