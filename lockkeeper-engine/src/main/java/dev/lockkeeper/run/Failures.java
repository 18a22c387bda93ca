package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Masking;
import dev.lockkeeper.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Puts what the server said about a statement into words for the person who wrote it. */
final class Failures {
  private static final int LONGEST_STATEMENT = 2000;

  private Failures() {}

  /**
   * A failed statement.
   *
   * @param prefix how many characters of the message stand before the statement
   */
  static LockkeeperException.Builder statement(
      CheckedScript script, Statement statement, int prefix, ServerException said) {
    ServerException e = ServerWords.about(script, said);
    int offset = offset(statement.text(), e.facts().position() - 1 - prefix);
    Place place = script.place(statement, offset);
    return LockkeeperException.because(code(e), place + ": " + Masking.mask(text(e)))
        .at(place)
        .statement(cut(script.shown(statement)))
        .sqlState(e.sqlState())
        .hint(hint(e, statement.type().command()) + leftOut(script))
        .cause(e);
  }

  /** A failure of the commit, or of what Lockkeeper sends around the statements. */
  static LockkeeperException.Builder commit(Step step, ServerException e) {
    String file = step.body().file();
    if (e.facts().column().equals("lock_holder")) {
      return LockkeeperException.because(
              ErrorCode.LOCK_LOST, file + ": this session does not hold Lockkeeper's lock any more")
          .at(Place.of(file))
          .sqlState(e.sqlState())
          .hint(
              "Something released the lock or changed the server session under us, such as a"
                  + " pooler. Use the server's direct address and run the command again.")
          .cause(e);
    }
    return LockkeeperException.because(code(e), file + ": at COMMIT: " + Masking.mask(text(e)))
        .at(Place.of(file))
        .statement("COMMIT")
        .sqlState(e.sqlState())
        .hint(hint(e, "COMMIT"))
        .cause(e);
  }

  /** The server refused something that Lockkeeper itself sent between the scripts. */
  static LockkeeperException between(ServerException e, String databaseState) {
    return LockkeeperException.because(
            ErrorCode.INTERNAL,
            "the server refused a statement of Lockkeeper's: " + e.facts().message())
        .sqlState(e.sqlState())
        .databaseState(databaseState)
        .hint("Run the command again; if it happens again, report it with the output of -v.")
        .cause(e)
        .build();
  }

  private static String leftOut(CheckedScript script) {
    return script.isPlain()
        ? ""
        : " What the server quoted is left out, since this script has values of variables.";
  }

  private static ErrorCode code(ServerException e) {
    return switch (e.sqlState()) {
      case "55P03", "40P01", "40001" -> ErrorCode.LOCK_TIMEOUT;
      case "25006" -> ErrorCode.READ_ONLY;
      default -> ErrorCode.STATEMENT_FAILED;
    };
  }

  private static String text(ServerException e) {
    StringBuilder text = new StringBuilder("ERROR: ").append(e.facts().message());
    if (!e.facts().detail().isEmpty()) {
      text.append(" (").append(e.facts().detail()).append(')');
    }
    if (!e.facts().where().isEmpty()) {
      text.append(" [").append(e.facts().where().replace('\n', ' ')).append(']');
    }
    return text.toString();
  }

  private static String hint(ServerException e, String command) {
    String server = e.facts().hint().isEmpty() ? "" : "The server says: " + e.facts().hint() + " ";
    return server
        + switch (e.sqlState()) {
          case "2D000" ->
              "If this code has to commit by itself, write `-- lockkeeper: transaction=off` at the"
                  + " top of the file.";
          case "25001" ->
              command.equals("SET TRANSACTION")
                  ? "Put it in front of every other statement of the transaction."
                  : "If this statement refuses a transaction, write `-- lockkeeper: transaction=off` at"
                      + " the top of the file.";
          case "22P05" ->
              "The database's encoding has not this character: write the text without it.";
          case "53100" -> "The server's disk is full: make room, then run the command again.";
          case "57014" ->
              "The statement ran into `statement-timeout`, or somebody cancelled it; raise the"
                  + " timeout or run it at a quieter time.";
          case "42501" ->
              "This role lacks a right; `lockkeeper grants` prints what the migration role needs.";
          case "55P03" ->
              "Other sessions kept the table; find them in pg_stat_activity, or raise"
                  + " `lock-budget`.";
          default -> "Mend the file and run the command again.";
        };
  }

  /** Code points from the server, characters here. */
  private static int offset(String text, int codePoints) {
    if (codePoints <= 0) {
      return 0;
    }
    int all = text.codePointCount(0, text.length());
    return text.offsetByCodePoints(0, Math.min(codePoints, all));
  }

  static @Nullable String cut(@Nullable String statement) {
    return statement == null || statement.length() <= LONGEST_STATEMENT
        ? statement
        : statement.substring(0, LONGEST_STATEMENT) + " …";
  }
}
