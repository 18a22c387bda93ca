package dev.lockkeeper.migration;

import java.util.regex.Pattern;

/**
 * The version of a migration: numbers separated by dots, such as {@code 20260217120000} or {@code
 * 1.2.10}. Compared number by number, never as text, so {@code 9} is before {@code 10} and {@code
 * 007} equals {@code 7}. Immutable.
 */
public final class Version implements Comparable<Version> {
  private static final Pattern FORM = Pattern.compile("\\d+(\\.\\d+)*");

  private final String text;
  private final String[] numbers;
  private final String plain;

  private Version(String text) {
    this.text = text;
    this.numbers = text.split("\\.");
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = withoutLeadingZeros(numbers[i]);
    }
    this.plain = numbers.length == 1 ? numbers[0] : String.join(".", numbers);
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

  /** Whether the text is numbers separated by dots. */
  public static boolean isVersion(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(Version other) {
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

  /** The version as its file name writes it. */
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
