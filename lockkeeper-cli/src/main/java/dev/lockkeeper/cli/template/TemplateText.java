package dev.lockkeeper.cli.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts beside these classes. */
final class TemplateText {
  private TemplateText() {}

  static String read(String name) {
    try (InputStream input = TemplateText.class.getResourceAsStream(resource(name))) {
      if (input == null) {
        throw new IllegalStateException("the template of " + name + " is missing in our own jar");
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A hidden name would be left out by some tools that copy resources. */
  private static String resource(String name) {
    return name.replace(".github/workflows/", "github/").replace(".gitlab-ci", "gitlab-ci");
  }
}
