package dev.lockkeeper.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A changeset of a file of formatted SQL. The lines that are for Liquibase are comments, so the
 * text runs as it stands.
 *
 * @param author who wrote it
 * @param id its name for the author
 * @param attributes what else its first line says
 * @param firstLine the line of the file on which it begins
 * @param start where it begins in the text of the file
 * @param end where the next one begins
 */
record LiquibaseChangeset(
    String author, String id, LiquibaseAttributes attributes, int firstLine, int start, int end) {

  /** What Lockkeeper would have to do for it, and does not. */
  private static final Pattern OF_LIQUIBASE_ALONE =
      Pattern.compile(
          "(?im)^[ \\t]*--[ \\t]*(?:preconditions?\\b[\\w-]*|ignoreLines\\b)|\\$\\{[^}\\s]+\\}");

  /** The way up, from the text of the whole file. */
  Section up(String text) {
    if (end > text.length()) {
      return Section.NONE;
    }
    Section section =
        new Section(text.substring(start, end), firstLine, attributes.transactional());
    return attributes
        .obstacle(firstLine)
        .or(() -> obstacle(section))
        .map(section::with)
        .orElse(section);
  }

  /** The way down, from the text of the whole file; empty if there is none. */
  Optional<Section> down(String text) {
    if (end > text.length()) {
      return Optional.empty();
    }
    return LiquibaseRollback.of(text.substring(start, end), firstLine, attributes.transactional())
        .map(section -> obstacle(section).map(section::with).orElse(section));
  }

  private static Optional<Obstacle> obstacle(Section section) {
    Matcher found = OF_LIQUIBASE_ALONE.matcher(section.text());
    if (!found.find()) {
      return Optional.empty();
    }
    String what = found.group().strip();
    int line = section.firstLine() + Sections.line(section.text(), found.end()) - 1;
    return Optional.of(
        what.startsWith("$")
            ? new Obstacle(
                line,
                "has the placeholder " + what + ", which Lockkeeper does not fill",
                "Write the value itself.")
            : new Obstacle(
                line,
                "has a line `" + what + "`, which Lockkeeper does not follow",
                "Let Liquibase run the changeset, and then record it with `lockkeeper mark VERSION"
                    + " --applied --reason TEXT`; or take the line out."));
  }
}
