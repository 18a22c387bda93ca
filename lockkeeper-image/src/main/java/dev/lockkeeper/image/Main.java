package dev.lockkeeper.image;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;

/** The program that {@code image/build} starts. */
public final class Main {
  private Main() {}

  /** Builds what the arguments ask for; ends with 2 and a sentence if it cannot be built. */
  public static void main(String[] arguments) throws IOException {
    try {
      build(Request.of(List.of(arguments), System.getenv()), System.out);
    } catch (BuildException e) {
      System.err.println("image/build: " + e.getMessage());
      System.exit(2);
    }
  }

  /** Builds what is asked for, and says what came out. */
  static void build(Request request, PrintStream report) throws IOException {
    for (Variant variant : request.variants()) {
      Path folder = request.out().resolve(variant.tag());
      Path root = folder.resolve("rootfs");
      RootTree.build(request, variant, root);
      report.printf("%s: tree in %s%n", variant.tag(), root);
      if (!request.treeOnly()) {
        OciImage.Written image =
            OciImage.write(
                root,
                folder.resolve("oci"),
                "lockkeeper:" + variant.tag(),
                ImageConfig.labels(variant, version(root), request.time()),
                request.time());
        report.printf("%s: image %s in %s%n", variant.tag(), image.digest(), folder);
        for (Layer layer : image.layers()) {
          report.printf(
              Locale.ROOT,
              "  %-20s %6.1f MB, compressed %5.1f MB%n",
              layer.what(),
              layer.unpacked() / 1e6,
              layer.size() / 1e6);
        }
        report.printf(Locale.ROOT, "  %-20s %6.1f MB%n", "together", image.size() / 1e6);
      }
    }
  }

  private static String version(Path root) throws IOException {
    try (JarFile jar = new JarFile(Place.in(root, Place.JAR).toFile())) {
      return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    }
  }
}
