package dev.lockkeeper.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a file of formatted SQL at its {@code --changeset} lines. */
final class LiquibaseChangelog {
  /** The line with which such a file begins. */
  static final Pattern HEAD =
      Pattern.compile(
          "(?i)\\A\\uFEFF?\\s*--[ \\t]*liquibase[ \\t]+formatted[ \\t]+sql\\b[^\\r\\n]*");

  /** An author and an id may stand in quotes. */
  private static final Pattern CHANGESET =
      Pattern.compile(
          "(?im)^[ \\t]*--[ \\t]*changeset[ \\t]+(?:\"([^\"\\r\\n]+)\"|([^:\"\\r\\n]+?))[ \\t]*:[ \\t]*"
              + "(?:\"([^\"\\r\\n]+)\"|([^\\s\"]+))([^\\r\\n]*)");

  private static final Pattern STATEMENT = Pattern.compile("(?m)^[ \\t]*(?!--)[^\\s]");

  private LiquibaseChangelog() {}

  /**
   * The changesets in their order.
   *
   * @param file the file as the user would name it
   * @throws dev.lockkeeper.failure.LockkeeperException if it is no such file
   */
  static List<LiquibaseChangeset> cut(String file, String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.find()) {
      throw Sections.invalid(
          file,
          1,
          "does not begin with `--liquibase formatted sql`",
          "Write that line at its beginning; move scripts that are no changelogs elsewhere.");
    }
    List<LiquibaseChangeset> changesets = new ArrayList<>();
    Matcher mark = CHANGESET.matcher(text);
    boolean more = mark.find();
    refuseStatement(file, text, head.end(), more ? mark.start() : text.length());
    int line = 1;
    int counted = 0;
    while (more) {
      MatchResult one = mark.toMatchResult();
      line += lines(text, counted, one.start());
      counted = one.start();
      more = mark.find();
      changesets.add(changeset(one, line, more ? mark.start() : text.length()));
    }
    return changesets;
  }

  private static LiquibaseChangeset changeset(MatchResult mark, int line, int end) {
    return new LiquibaseChangeset(
        either(mark, 1),
        either(mark, 3),
        LiquibaseAttributes.of(mark.group(5)),
        line,
        mark.start(),
        end);
  }

  /** What stands in quotes, or without them in the next group. */
  private static String either(MatchResult mark, int group) {
    return Optional.ofNullable(mark.group(group)).orElseGet(() -> mark.group(group + 1));
  }

  private static void refuseStatement(String file, String text, int start, int end) {
    Matcher statement = STATEMENT.matcher(text).region(start, end);
    if (statement.find()) {
      throw Sections.invalid(
          file,
          Sections.line(text, statement.end()),
          "has a statement that belongs to no changeset",
          "Write a `--changeset author:id` line before it.");
    }
  }

  private static int lines(String text, int start, int end) {
    int lines = 0;
    for (int i = start; i < end; i++) {
      lines += text.charAt(i) == '\n' ? 1 : 0;
    }
    return lines;
  }
}
