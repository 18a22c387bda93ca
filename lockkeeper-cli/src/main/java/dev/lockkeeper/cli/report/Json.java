package dev.lockkeeper.cli.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes JSON. */
final class Json {
  private Json() {}

  /** A document for people and programs, indented. */
  static String text(Object document) {
    return write(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT), document);
  }

  /** A document on one line. */
  static String line(Object document) {
    return write(JSON.std, document);
  }

  /** Reads an object that PostgreSQL has written. */
  static Map<String, Object> object(String text) {
    try {
      return JSON.std.mapFrom(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String write(JSON writer, Object document) {
    try {
      return writer.asString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
