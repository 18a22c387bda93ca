package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretReference;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database that could be meant, and where that was said.
 *
 * @param address where it is; empty means the embedded server
 * @param source the option, variables or line that name it
 * @param origins where each part of the address came from
 */
record Candidate(Optional<DatabaseAddress> address, String source, List<Origin> origins) {
  static final String EMBEDDED = "embedded";

  private static final List<String> OTHER_SCHEMES =
      List.of("mysql", "mariadb", "sqlite", "sqlserver", "oracle", "mongodb", "mssql");

  /**
   * Reads {@code embedded} or a PostgreSQL URL. Messages name the source, never the text.
   *
   * @throws UnreadSecret if it is still a reference to a secret
   */
  static Candidate ofUrl(Sourced<Secret> url) {
    String text = url.value().reveal().strip();
    String source = url.source();
    if (SecretReference.isStored(text)) {
      throw new UnreadSecret(source);
    }
    if (text.equals(EMBEDDED)) {
      Origin origin = new Origin("database url", source, EMBEDDED);
      return new Candidate(Optional.empty(), source, List.of(origin));
    }
    for (String scheme : OTHER_SCHEMES) {
      if (text.startsWith(scheme + ":") || text.startsWith("jdbc:" + scheme + ":")) {
        throw invalid(
            source,
            scheme + " is not supported; the database must be PostgreSQL",
            "Give the address of a PostgreSQL database: postgres://user@host:5432/database");
      }
    }
    try {
      DatabaseAddress address = DatabaseAddress.parse(text);
      Origin origin = new Origin("database url", source, address.toString());
      return new Candidate(Optional.of(address), source, List.of(origin));
    } catch (LockkeeperException e) {
      throw invalid(source, String.valueOf(e.getMessage()), e.hint().orElse(null));
    }
  }

  /** Whether both name the same database, whoever connects to it. */
  boolean isSameDatabase(Candidate other) {
    if (address.isEmpty() || other.address.isEmpty()) {
      return address.isEmpty() && other.address.isEmpty();
    }
    return address.get().isSameDatabase(other.address.get());
  }

  /** Whether the address comes with a password of its own. */
  boolean hasPassword() {
    return address
        .flatMap(DatabaseAddress::password)
        .filter(secret -> !secret.reveal().isEmpty())
        .isPresent();
  }

  /** The address and its source, as part of a sentence. */
  String described() {
    return address.map(DatabaseAddress::toString).orElse(EMBEDDED) + " (from " + source + ")";
  }

  private static LockkeeperException invalid(String source, String message, @Nullable String hint) {
    return LockkeeperException.because(ErrorCode.SETTINGS, source + ": " + message)
        .hint(hint)
        .build();
  }
}
