package dev.lockkeeper.migration;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The version of a migration. Most are numbers separated by dots, such as {@code 20260217120000} or
 * {@code 1.2.10}, compared number by number, so {@code 9} is before {@code 10} and {@code 007}
 * equals {@code 7}. Tools that give no number have named versions, such as {@code
 * polls.0001_initial}; they come after every number. Among themselves they are compared as text;
 * which of them runs first, only {@link Catalog#order} knows. Immutable.
 */
public final class Version implements Comparable<Version> {
  private static final Pattern FORM = Pattern.compile("\\d+(\\.\\d+)*");
  private static final String[] NO_NUMBERS = {};

  private final String text;
  private final String[] numbers;
  private final String plain;
  private final String typed;

  private Version(String text) {
    this(text, text);
  }

  private Version(String text, String typed) {
    this.typed = typed;
    this.text = text;
    this.numbers = text.split("\\.");
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = withoutLeadingZeros(numbers[i]);
    }
    this.plain = numbers.length == 1 ? numbers[0] : String.join(".", numbers);
  }

  private Version(String name, String[] noNumbers) {
    this.text = name;
    this.numbers = noNumbers;
    this.plain = name;
    this.typed = name;
  }

  /**
   * Reads a version.
   *
   * @throws IllegalArgumentException if the text is not numbers separated by dots
   */
  public static Version of(String text) {
    if (!isVersion(text)) {
      throw new IllegalArgumentException("not a version: " + text);
    }
    return new Version(text);
  }

  /**
   * A version that is a name.
   *
   * @throws IllegalArgumentException if the text is blank, or numbers separated by dots
   */
  public static Version named(String text) {
    if (text.isBlank() || isVersion(text)) {
      throw new IllegalArgumentException("not the name of a version: " + text);
    }
    return new Version(text, NO_NUMBERS);
  }

  /**
   * Reads a version as numbers if it can be, else as a name.
   *
   * @throws IllegalArgumentException if the text is blank
   */
  public static Version read(String text) {
    return isVersion(text) ? new Version(text) : named(text);
  }

  /**
   * Reads what a person typed: a version, or the title of a migration, {@code <version>_<name>}. A
   * name may look like such a title; {@link #meant} decides.
   *
   * @throws IllegalArgumentException if the text is blank
   */
  public static Version typed(String text) {
    int cut = text.indexOf('_');
    String head = cut > 0 ? text.substring(0, cut) : text;
    return isVersion(head) ? new Version(head, text) : named(text);
  }

  /** The version that a person meant: the name as it was typed if there is one, else the number. */
  public Version meant(Predicate<Version> exists) {
    return isNamed() || isVersion(typed) || !exists.test(named(typed)) ? this : named(typed);
  }

  /** Whether it may mean a migration with this name, since it was not typed with another one. */
  public boolean mayBe(String name) {
    return isNamed() || isVersion(typed) || typed.substring(typed.indexOf('_') + 1).equals(name);
  }

  /** As a person typed it. */
  public String typed() {
    return typed;
  }

  /** Whether it is a name. */
  public boolean isNamed() {
    return numbers.length == 0;
  }

  /**
   * How messages show a migration of this version: {@code <version>_<name>}, or a named version
   * alone, which says it all.
   */
  public String title(String name) {
    return isNamed() || name.isEmpty() ? text : text + "_" + name;
  }

  /** Whether the text is numbers separated by dots. */
  public static boolean isVersion(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(Version other) {
    if (isNamed() || other.isNamed()) {
      return isNamed() && other.isNamed()
          ? text.compareTo(other.text)
          : Boolean.compare(isNamed(), other.isNamed());
    }
    int common = Math.min(numbers.length, other.numbers.length);
    for (int i = 0; i < common; i++) {
      String mine = numbers[i];
      String theirs = other.numbers[i];
      int order =
          mine.length() != theirs.length()
              ? Integer.compare(mine.length(), theirs.length())
              : mine.compareTo(theirs);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(numbers.length, other.numbers.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && plain.equals(version.plain);
  }

  @Override
  public int hashCode() {
    return plain.hashCode();
  }

  /** The version as the file name, or the tool that gave it, writes it. */
  @Override
  public String toString() {
    return text;
  }

  private static String withoutLeadingZeros(String number) {
    int start = 0;
    while (start < number.length() - 1 && number.charAt(start) == '0') {
      start++;
    }
    return number.substring(start);
  }
}
