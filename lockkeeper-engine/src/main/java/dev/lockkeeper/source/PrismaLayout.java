package dev.lockkeeper.source;

import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layout of Prisma: {@code <version>_<name>/migration.sql}. A {@code down.sql} beside it, as
 * Prisma's manual advises for hand-made ways down, is the way down. {@code migration_lock.toml}
 * says which database the scripts are for.
 */
final class PrismaLayout implements Layout {
  private static final Pattern FOLDER = Pattern.compile("(\\d+)_(.+)");
  private static final String FORM = "<version>_<name>/migration.sql";

  @Override
  public List<Migration> migrations(List<ScriptFile> files) {
    Pairing pairing = new Pairing(FORM);
    for (ScriptFile file : files) {
      if (file.name().equals("migration_lock.toml")) {
        requirePostgres(file);
      } else if (file.isSql()) {
        add(file, pairing);
      }
    }
    return pairing.migrations();
  }

  private static void add(ScriptFile file, Pairing pairing) {
    boolean isDown = file.name().equals("down.sql");
    if (!isDown && !file.name().equals("migration.sql")) {
      throw Misnamed.refused(file, FORM);
    }
    Matcher matcher = Misnamed.requireFolder(FOLDER, file, FORM);
    Pair pair = pairing.pair(Version.of(matcher.group(1)), matcher.group(2));
    Section section = Extract.WHOLE.from(file.read());
    if (isDown) {
      pair.down(file, section, Extract.WHOLE);
    } else {
      pair.up(file, section, Extract.WHOLE);
    }
    pair.mustBeNamed(matcher.group(2), file);
  }

  private static void requirePostgres(ScriptFile file) {
    Options options = Options.read(file);
    options.allow("provider");
    options
        .find("provider")
        .filter(provider -> !provider.equals("postgresql") && !provider.equals("postgres"))
        .ifPresent(
            provider -> {
              throw options.invalid(
                  "provider",
                  "says that the migrations are for " + provider,
                  "Lockkeeper migrates PostgreSQL only; name the right folder with --dir.");
            });
  }
}
