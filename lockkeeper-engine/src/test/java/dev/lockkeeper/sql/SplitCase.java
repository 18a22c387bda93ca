package dev.lockkeeper.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One script of the splitter corpus.
 *
 * @param messages the same script as the server gets it: one Query message, or several where a
 *     setting changes how the rest is read, or a hand-written twin with INSERT in place of COPY
 */
record SplitCase(String name, String script, List<String> messages) {
  private static final String NEXT_MESSAGE = "(?m)^-- next message\n";

  static List<SplitCase> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted()
          .map(SplitCase::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SplitCase read(Path file) {
    try {
      String script = Files.readString(file);
      String name = file.getFileName().toString().replace(".sql", "");
      Path twin = file.resolveSibling(name + ".server");
      String sent = Files.exists(twin) ? Files.readString(twin) : script;
      // the server takes no byte order mark; psql and we drop it
      sent = sent.startsWith("\uFEFF") ? sent.substring(1) : sent;
      return new SplitCase(name, script, List.of(sent.split(NEXT_MESSAGE, -1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(SplitCase.class.getResource("/cases/split")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the server reads the script itself, as one message. */
  boolean isOneMessage() {
    return messages.size() == 1 && messages.get(0).endsWith(script.replace("\uFEFF", ""));
  }

  @Override
  public String toString() {
    return name;
  }
}
