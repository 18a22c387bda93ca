package dev.lockkeeper.guard.wire;

/**
 * Who speaks, and with which message types once the session is open. The types are those of the
 * page "Message Formats" in PostgreSQL's manual.
 */
public enum Side {
  /** The client: queries, extended queries, function calls, COPY data, and the farewell. */
  CLIENT("client", "BCDEFHPQSXcdf"),
  /** The server: answers, COPY data, notices, notifications, and changes of parameters. */
  SERVER("server", "123ACDEGHIKNRSTVWZcdnstv");

  private final String display;
  private final long digits;
  private final long letters;

  Side(String display, String types) {
    this.display = display;
    this.digits = bits(types, 0);
    this.letters = bits(types, Long.SIZE);
  }

  /** A bit for each of the types from a code on. */
  private static long bits(String types, int from) {
    return types
        .chars()
        .filter(type -> type >= from && type < from + Long.SIZE)
        .mapToLong(type -> 1L << (type - from))
        .reduce(0, (a, b) -> a | b);
  }

  boolean sends(byte type) {
    long bits = type < Long.SIZE ? digits : letters;
    return type >= 0 && ((bits >>> (type % Long.SIZE)) & 1) == 1;
  }

  @Override
  public String toString() {
    return display;
  }
}
