package dev.lockkeeper.source;

import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layout of Flyway with its default naming: {@code V<version>__<name>.sql} is a way up, {@code
 * U<version>__<name>.sql} its way down, {@code B<version>__<name>.sql} a baseline, {@code
 * R__<name>.sql} a script that runs again whenever it has changed. Underscores in a version stand
 * for dots. A file of the same name with {@code .conf} behind it gives options (Flyway's manual,
 * Migrations and Script Configuration Files).
 */
final class FlywayLayout implements Layout {
  private static final String FORM =
      "V<version>__<name>.sql, with U<version>__<name>.sql for the way down";

  private static final Pattern NAME =
      Pattern.compile("(?:([VUB])(\\d+(?:[._]\\d+)*)|R)__(.+)\\.(sql|java|class|kt|groovy|scala)");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}\\s]+\\}");

  @Override
  public List<Migration> migrations(List<ScriptFile> files) {
    Map<String, ScriptFile> options = new HashMap<>();
    List<Named> named = new ArrayList<>();
    for (ScriptFile file : files) {
      if (file.name().endsWith(".conf")) {
        options.put(file.display(), file);
      } else {
        named(file).ifPresent(named::add);
      }
    }
    Optional<Version> baseline = baseline(named);
    Pairing pairing = new Pairing("V<version>__<name>.sql");
    for (Named one : named) {
      if (one.kind() != Kind.B || baseline.filter(one.version()::equals).isPresent()) {
        add(one, Optional.ofNullable(options.get(one.file().display() + ".conf")), pairing);
      }
    }
    return pairing.migrations().stream().sorted(Comparator.comparing(Migration::version)).toList();
  }

  private enum Kind {
    V,
    U,
    B,
    R
  }

  private record Named(ScriptFile file, Kind kind, Version version, String name, boolean isCode) {}

  private static Optional<Named> named(ScriptFile file) {
    Matcher matcher = NAME.matcher(file.name());
    if (!matcher.matches()) {
      if (file.isSql()) {
        throw Misnamed.refused(file, FORM);
      }
      return Optional.empty();
    }
    boolean isCode = !matcher.group(4).equals("sql");
    String name = matcher.group(3);
    if (isCode && name.contains("$")) {
      // A class within one of the others.
      return Optional.empty();
    }
    if (matcher.group(1) == null) {
      return Optional.of(new Named(file, Kind.R, Version.named("R__" + name), name, isCode));
    }
    Version version = Version.of(matcher.group(2).replace('_', '.'));
    return Optional.of(new Named(file, Kind.valueOf(matcher.group(1)), version, name, isCode));
  }

  /**
   * The baseline that counts: the newest one behind which no older scripts are left. Where they are
   * there, they lead to the same schema.
   */
  private static Optional<Version> baseline(List<Named> named) {
    return named.stream()
        .filter(one -> one.kind() == Kind.B)
        .map(Named::version)
        .filter(
            base ->
                named.stream()
                    .noneMatch(one -> one.kind() == Kind.V && one.version().compareTo(base) <= 0))
        .max(Comparator.naturalOrder());
  }

  private static void add(Named one, Optional<ScriptFile> options, Pairing pairing) {
    Pair pair = pairing.pair(one.version(), one.name());
    if (one.kind() == Kind.R) {
      pair.repeat();
    }
    if (one.isCode()) {
      if (one.kind() == Kind.U) {
        pair.down(one.file(), SectionedLayout.code(one.file(), "Flyway"));
      } else {
        pair.up(one.file(), SectionedLayout.code(one.file(), "Flyway"));
      }
      return;
    }
    Extract extract = extract(options);
    Section section = extract.from(one.file().read());
    if (one.kind() == Kind.U) {
      pair.down(one.file(), section, extract);
    } else {
      pair.up(one.file(), section, extract);
    }
  }

  private static Extract extract(Optional<ScriptFile> file) {
    Optional<Options> options = file.map(Options::read);
    options.ifPresent(given -> given.allow("executeInTransaction", "placeholderReplacement"));
    boolean transactional = options.flatMap(o -> o.flag("executeInTransaction")).orElse(true);
    boolean replaces = options.flatMap(o -> o.flag("placeholderReplacement")).orElse(true);
    return text -> {
      Section section = new Section(text, 1, transactional);
      Matcher placeholder = PLACEHOLDER.matcher(text);
      return replaces && placeholder.find() ? section.with(filled(text, placeholder)) : section;
    };
  }

  private static Obstacle filled(String text, Matcher placeholder) {
    return new Obstacle(
        Sections.line(text, placeholder.start()),
        "has the placeholder " + placeholder.group() + ", which Lockkeeper does not fill",
        "Write the value itself; or, if the text is meant as it stands, say"
            + " placeholderReplacement=false in a file of the script's name with .conf behind it.");
  }
}
