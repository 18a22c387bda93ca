package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The trees of the images as the build makes them; each is made once for all tests of a run. */
final class BuiltImage {
  private static final Map<Variant, Path> TREES = new EnumMap<>(Variant.class);

  private BuiltImage() {}

  /** The tree of a variant. */
  static synchronized Path tree(Variant variant) throws IOException {
    Path tree = TREES.get(variant);
    if (tree == null) {
      tree = out().resolve(variant.tag()).resolve("rootfs");
      RootTree.build(request(out()), variant, tree);
      TREES.put(variant, tree);
    }
    return tree;
  }

  /** What a build by hand with no arguments asks for, with another place for the result. */
  static Request request(Path out, String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--distribution", System.getProperty("distribution")));
    words.addAll(List.of("--out", out.toString()));
    words.addAll(List.of(more));
    return Request.of(words, Map.of());
  }

  /** Where results go, and what a runtime is kept in for the next run of the tests. */
  static Path out() {
    return Path.of(System.getProperty("out"));
  }
}
