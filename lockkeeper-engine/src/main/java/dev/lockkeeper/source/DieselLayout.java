package dev.lockkeeper.source;

import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layout of Diesel: {@code <version>_<name>/up.sql} and {@code down.sql}, with {@code
 * run_in_transaction = false} in a {@code metadata.toml} beside them for both. The version may have
 * dashes, which do not count ({@code diesel_migrations::FileBasedMigrations}).
 */
final class DieselLayout implements Layout {
  private static final Pattern FOLDER = Pattern.compile("(\\d[\\d-]*)_(.+)");
  private static final String FORM = "<version>_<name>/up.sql and down.sql";

  @Override
  public List<Migration> migrations(List<ScriptFile> files) {
    Set<String> bare = withoutTransaction(files);
    Pairing pairing = new Pairing("up.sql");
    for (ScriptFile file : files) {
      if (file.isSql()) {
        add(file, !bare.contains(place(file)), pairing);
      }
    }
    return pairing.migrations();
  }

  private static void add(ScriptFile file, boolean transactional, Pairing pairing) {
    boolean isDown = file.name().equals("down.sql");
    if (!isDown && !file.name().equals("up.sql")) {
      throw Misnamed.refused(file, FORM);
    }
    Matcher matcher = Misnamed.requireFolder(FOLDER, file, FORM);
    Version version = Version.of(matcher.group(1).replace("-", ""));
    Pair pair = pairing.pair(version, matcher.group(2));
    Extract whole = text -> new Section(text, 1, transactional);
    Section section = whole.from(file.read());
    if (isDown) {
      pair.down(file, section, whole);
    } else {
      pair.up(file, section, whole);
    }
    pair.mustBeNamed(matcher.group(2), file);
  }

  /** The folders whose scripts run outside a transaction. */
  private static Set<String> withoutTransaction(List<ScriptFile> files) {
    Set<String> folders = new HashSet<>();
    for (ScriptFile file : files) {
      if (file.name().equals("metadata.toml")) {
        Options options = Options.read(file);
        options.allow("run_in_transaction");
        if (!options.flag("run_in_transaction").orElse(true)) {
          folders.add(place(file));
        }
      }
    }
    return folders;
  }

  private static String place(ScriptFile file) {
    return file.display().substring(0, file.display().length() - file.name().length());
  }
}
