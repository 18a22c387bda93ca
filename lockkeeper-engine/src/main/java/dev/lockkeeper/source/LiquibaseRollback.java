package dev.lockkeeper.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way down of a changeset: what stands behind {@code --rollback} on as many lines as there are,
 * or in a comment whose first line is {@code liquibase rollback} alone. Everything else is blank,
 * so that lines and columns are those of the file.
 */
final class LiquibaseRollback {
  private static final Pattern LINE = Pattern.compile("(?i)[ \\t]*--[ \\t]*rollback[ \\t]+(\\S.*)");

  private static final Pattern BLOCK =
      Pattern.compile("(?i)[ \\t]*/\\*[ \\t]*liquibase[ \\t]+rollback[ \\t]*");

  private static final Pattern NOTHING = Pattern.compile("(?i)(?:empty|not required)\\s*");
  private static final Pattern REFERENCE = Pattern.compile("(?i)changesetId:.*");

  private final StringBuilder text = new StringBuilder();
  private int begin;
  private boolean inBlock;
  private Optional<Obstacle> obstacle = Optional.empty();

  private LiquibaseRollback() {}

  /**
   * The way down; empty if there is none.
   *
   * @param changeset the text of the changeset
   * @param firstLine the line of the file on which that begins
   */
  static Optional<Section> of(String changeset, int firstLine, boolean transactional) {
    LiquibaseRollback rollback = new LiquibaseRollback();
    int number = firstLine;
    for (String line : changeset.split("\\R", -1)) {
      rollback.add(line, number);
      number++;
    }
    return rollback.section(transactional);
  }

  private Optional<Section> section(boolean transactional) {
    if (begin == 0) {
      return Optional.empty();
    }
    Section section = new Section(text.toString(), begin, transactional);
    return Optional.of(obstacle.map(section::with).orElse(section));
  }

  private void add(String line, int number) {
    if (inBlock) {
      inBlock = !line.stripTrailing().endsWith("*/");
      append(inBlock ? line : line.substring(0, line.lastIndexOf("*/")), number);
      return;
    }
    Matcher matcher = LINE.matcher(line);
    if (BLOCK.matcher(line).matches()) {
      inBlock = true;
      append("", number);
    } else if (matcher.matches()) {
      append(statement(line, matcher, number), number);
    } else if (begin > 0) {
      append("", number);
    }
  }

  private String statement(String line, Matcher matcher, int number) {
    String value = matcher.group(1);
    if (NOTHING.matcher(value).matches()) {
      return line;
    }
    if (REFERENCE.matcher(value).matches()) {
      obstacle =
          Optional.of(
              new Obstacle(
                  number,
                  "is undone by running another changeset, which Lockkeeper does not do",
                  "Write the statements of the way down themselves."));
    }
    return " ".repeat(matcher.start(1)) + value;
  }

  private void append(String line, int number) {
    begin = begin == 0 ? number : begin;
    text.append(line).append('\n');
  }
}
