package dev.lockkeeper.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Example statements for the classes, and a schema on which they run. */
final class Examples {
  private Examples() {}

  /** Statements that make the schema. */
  static List<Statement> setup() {
    return statements("setup.sql");
  }

  static List<Statement> statements(String file) {
    return Script.parse(read(file)).statements();
  }

  /** The statements between a line {@code -- heading} and the next such line. */
  static List<Statement> statements(String file, String heading) {
    for (String part : read(file).split("(?m)^-- ", -1)) {
      if (part.startsWith(heading + "\n")) {
        return Script.parse("-- " + part).statements();
      }
    }
    throw new IllegalArgumentException(heading);
  }

  private static String read(String file) {
    try (InputStream in = Examples.class.getResourceAsStream("/cases/classify/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
