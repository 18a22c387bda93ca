package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;

/** Messages of a client, as the page "Message Formats" of PostgreSQL's manual has them. */
final class Requests {
  private static final byte[] NONE = {0, 0};

  private Requests() {}

  /** {@code Parse}, with no parameter's type named. The server takes one statement at most. */
  static Message parse(String name, String statement) {
    return new MessageBuilder().text(name).text(statement).bytes(NONE).build('P');
  }

  /** {@code Bind} without parameters; results come as text. */
  static Message bind(String portal, String statement) {
    return new MessageBuilder()
        .text(portal)
        .text(statement)
        .bytes(NONE)
        .bytes(NONE)
        .bytes(NONE)
        .build('B');
  }

  /** {@code Describe} of a portal. */
  static Message describe(String portal) {
    return new MessageBuilder().byte1('P').text(portal).build('D');
  }

  /** {@code Execute}, to the end. */
  static Message execute(String portal) {
    return new MessageBuilder().text(portal).int32(0).build('E');
  }

  /**
   * {@code Close}; no error where there is none of that name.
   *
   * @param kind {@code S} for a statement, {@code P} for a portal
   */
  static Message close(char kind, String name) {
    return new MessageBuilder().byte1(kind).text(name).build('C');
  }

  /** {@code Flush}: what is answered already shall come. */
  static Message flush() {
    return new MessageBuilder().build('H');
  }

  /** {@code Sync}. */
  static Message sync() {
    return new MessageBuilder().build('S');
  }
}
