package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The layout of Liquibase's formatted SQL. Each changeset is a migration; files run in the order of
 * their paths, as {@code includeAll} has it, and changesets in that of their file. The version is
 * the name by which Liquibase's history knows the changeset: {@code <path>::<id>::<author>}
 * (Liquibase's manual, "SQL changelog format").
 */
final class LiquibaseLayout implements Layout {
  private static final Pattern OTHER_FORMAT = Pattern.compile("(?i).*\\.(?:xml|ya?ml|json)");

  @Override
  public List<Migration> migrations(List<ScriptFile> files) {
    List<ScriptFile> changelogs = files.stream().filter(ScriptFile::isSql).toList();
    if (changelogs.size() > 1) {
      files.forEach(LiquibaseLayout::refuseOwnOrder);
    }
    Pairing pairing = new Pairing("the changeset");
    for (ScriptFile file : changelogs) {
      String text = file.read();
      for (LiquibaseChangeset changeset : LiquibaseChangelog.cut(file.display(), text)) {
        if (changeset.attributes().runsHere()) {
          add(changeset, file, text, pairing);
        }
      }
    }
    return pairing.migrations();
  }

  private static void add(
      LiquibaseChangeset changeset, ScriptFile file, String text, Pairing pairing) {
    String path = changeset.attributes().find("logicalFilePath").orElse(file.path());
    Version version = Version.named(path + "::" + changeset.id() + "::" + changeset.author());
    Pair pair = pairing.pair(version, "");
    pair.up(file, changeset.up(text), changeset::up);
    changeset
        .down(text)
        .ifPresent(
            down -> pair.down(file, down, read -> changeset.down(read).orElse(Section.NONE)));
  }

  /** A changelog of another format says in which order the files run. */
  private static void refuseOwnOrder(ScriptFile file) {
    if (OTHER_FORMAT.matcher(file.name()).matches()
        && file.read().toLowerCase(Locale.ROOT).contains("databasechangelog")) {
      throw LockkeeperException.because(
              ErrorCode.LAYOUT,
              file.display() + " may give the changelogs another order than that of their names")
          .at(Place.of(file.display()))
          .hint(
              "Keep the SQL changelogs in a folder of their own, with names in the order in which"
                  + " they run; or let Liquibase run them.")
          .build();
    }
  }
}
