package dev.lockkeeper.guard.preset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The beginning of a command line.
 *
 * @param preset the tool that it starts, if that is known
 * @param end how many words belong to the start
 */
record Launch(Optional<Preset> preset, int end) {
  private static final Launch UNKNOWN = new Launch(Optional.empty(), 0);

  /** Runners that take the program as their next word, perhaps behind a verb. */
  private static final Map<String, Set<String>> RUNNERS =
      Map.ofEntries(
          Map.entry("env", Set.of()),
          Map.entry("npx", Set.of()),
          Map.entry("bunx", Set.of()),
          Map.entry("npm", Set.of("exec", "x")),
          Map.entry("pnpm", Set.of("exec")),
          Map.entry("yarn", Set.of("run", "exec")),
          Map.entry("poetry", Set.of("run")),
          Map.entry("pipenv", Set.of("run")),
          Map.entry("pdm", Set.of("run")),
          Map.entry("uv", Set.of("run")),
          Map.entry("hatch", Set.of("run")));

  /** An option, or a variable for {@code env}. */
  private static final Pattern PASSED_OVER = Pattern.compile("-.*|[A-Za-z_][A-Za-z0-9_]*=.*");

  /** Options of Python and Node.js whose value is the next word. */
  private static final Set<String> WITH_VALUE =
      Set.of("-W", "-X", "-r", "--require", "--import", "--loader");

  private static final Map<String, Preset> PROGRAMS =
      Map.ofEntries(
          Map.entry("manage.py", Preset.DJANGO),
          Map.entry("django-admin", Preset.DJANGO),
          Map.entry("django", Preset.DJANGO),
          Map.entry("alembic", Preset.ALEMBIC),
          Map.entry("alembic.config", Preset.ALEMBIC),
          Map.entry("knex", Preset.KNEX),
          Map.entry("flyway", Preset.FLYWAY),
          Map.entry("liquibase", Preset.LIQUIBASE),
          Map.entry("prisma", Preset.PRISMA),
          Map.entry("node-pg-migrate", Preset.NODE_PG_MIGRATE),
          Map.entry("node-pg-migrate.js", Preset.NODE_PG_MIGRATE),
          Map.entry("dbmate", Preset.DBMATE));

  static Launch of(List<String> words) {
    int at = 0;
    while (at < words.size()) {
      String name = name(words.get(at));
      if (name.matches("python[0-9.]*|pypy[0-9.]*")) {
        return python(words, at + 1);
      }
      if (name.matches("node(js)?|bun")) {
        return script(words, at + 1);
      }
      if (!RUNNERS.containsKey(name)) {
        return known(name, at + 1);
      }
      at = behind(words, at, RUNNERS.getOrDefault(name, Set.of()));
    }
    return UNKNOWN;
  }

  /** Where the program stands that a runner starts. */
  private static int behind(List<String> words, int runner, Set<String> verbs) {
    int at = runner + 1;
    boolean awaitsVerb = !verbs.isEmpty();
    while (at < words.size()) {
      boolean isVerb = awaitsVerb && verbs.contains(words.get(at));
      if (!isVerb && !PASSED_OVER.matcher(words.get(at)).matches()) {
        break;
      }
      awaitsVerb &= !isVerb;
      at++;
    }
    return at;
  }

  private static Launch python(List<String> words, int from) {
    for (int at = from; at < words.size(); at++) {
      String word = words.get(at);
      if (word.equals("-m")) {
        return at + 1 < words.size() ? known(words.get(at + 1), at + 2) : UNKNOWN;
      }
      if (word.equals("-c")) {
        return UNKNOWN;
      }
      if (WITH_VALUE.contains(word)) {
        at++;
      } else if (!word.startsWith("-")) {
        return known(name(word), at + 1);
      }
    }
    return UNKNOWN;
  }

  /**
   * The program files of packages lie in folders of their name, such as {@code knex/bin/cli.js}.
   */
  private static Launch script(List<String> words, int from) {
    for (int at = from; at < words.size(); at++) {
      String word = words.get(at).replace('\\', '/');
      if (WITH_VALUE.contains(word)) {
        at++;
      } else if (!word.startsWith("-")) {
        if (word.endsWith("knex/bin/cli.js")) {
          return known("knex", at + 1);
        }
        return known(word.endsWith("prisma/build/index.js") ? "prisma" : name(word), at + 1);
      }
    }
    return UNKNOWN;
  }

  private static Launch known(String name, int end) {
    Preset preset = PROGRAMS.get(name);
    return preset == null ? UNKNOWN : new Launch(Optional.of(preset), end);
  }

  /** The last part of a path, without what Windows adds. */
  private static String name(String word) {
    return word.replaceAll("^.*[/\\\\]|\\.(exe|cmd|bat)$", "");
  }
}
