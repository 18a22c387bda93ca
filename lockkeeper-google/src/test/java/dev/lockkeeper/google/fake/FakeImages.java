package dev.lockkeeper.google.fake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an image does when it runs here: a program of this machine. Thread-safe. */
final class FakeImages {
  private final Map<String, List<String>> programs = new HashMap<>();

  synchronized void add(String digest, List<String> program) {
    programs.put(digest, List.copyOf(program));
  }

  synchronized void remove(String digest) {
    programs.remove(digest);
  }

  /** The program of an image, by the digest in its name. */
  synchronized Optional<List<String>> program(String image) {
    return Optional.ofNullable(programs.get(image.substring(image.indexOf('@') + 1)));
  }
}
