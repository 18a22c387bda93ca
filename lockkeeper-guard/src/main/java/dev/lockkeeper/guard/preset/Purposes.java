package dev.lockkeeper.guard.preset;

import dev.lockkeeper.guard.preset.CommandLine.Purpose;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells by the arguments of a tool whether it changes the database. */
final class Purposes {
  private Purposes() {}

  static Purpose of(Preset preset, List<String> arguments) {
    String all = String.join(" ", arguments);
    return switch (preset) {
      case DJANGO ->
          judge(
              all,
              "migrate",
              "showmigrations|sqlmigrate|makemigrations|check|optimizemigration|squashmigrations",
              "--plan|--check|--help");
      case ALEMBIC ->
          judge(
              all,
              "upgrade|downgrade|stamp",
              "current|history|heads|show|branches|check|revision|merge|edit|init",
              "--sql|--help|-h");
      case KNEX ->
          judge(
              all,
              "migrate:(latest|up|rollback|down|to|before|unlock)",
              "migrate:(list|status|currentVersion|make)",
              "--help|-h");
      case FLYWAY ->
          judge(all, "migrate|undo|repair|baseline|clean", "info|validate|check|version", "-h");
      case LIQUIBASE ->
          judge(
              all,
              "update|update-(count|to-tag|testing-rollback)|updateCount|updateToTag"
                  + "|rollback|rollback-(count|to-date)|rollbackCount|rollbackToDate"
                  + "|changelog-sync(-to-tag)?|changelogSync(ToTag)?|tag|drop-all|dropAll"
                  + "|mark-next-changeset-ran|markNextChangesetRan|clear-checksums|clearChecksums"
                  + "|release-locks|releaseLocks|execute-sql|executeSql",
              "[a-z-]+-sql|[a-zA-Z]+S(QL|ql)|status|history|validate|diff|snapshot|list-locks"
                  + "|generate-changelog|diff-changelog",
              "--help|-h");
      case PRISMA ->
          judge(
              all,
              "migrate (deploy|dev|reset|resolve)|db (push|execute|seed)",
              "migrate (status|diff)|db pull|generate|validate|format",
              "--help|-h");
      case NODE_PG_MIGRATE -> judge(all, "up|down|redo", "create", "--dry-run|--help");
      case DBMATE ->
          judge(all, "up|migrate|rollback|down|drop|load", "status|dump|new|n|wait", "-h");
      case COMMAND -> Purpose.UNKNOWN;
    };
  }

  /** The first verb decides; an option can turn what would write into what only looks. */
  private static Purpose judge(String arguments, String writing, String reading, String looking) {
    int writes = first(arguments, writing);
    int reads = first(arguments, reading);
    if (writes < 0 && reads < 0) {
      return Purpose.UNKNOWN;
    }
    boolean isWriting = writes >= 0 && (reads < 0 || writes < reads);
    return isWriting && first(arguments, looking) < 0 ? Purpose.MIGRATES : Purpose.READS;
  }

  private static int first(String arguments, String words) {
    Matcher matcher = Pattern.compile("(?<=^| )(?:" + words + ")(?= |$)").matcher(arguments);
    return matcher.find() ? matcher.start() : -1;
  }
}
