package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The class-data archive of an image. It holds the path, the time and the size of the jar, so it is
 * made inside the tree, when nothing in it changes any more.
 */
final class ClassDataArchive {
  private static final String LIST = SystemFiles.TEMPORARY + "/classes";

  private ClassDataArchive() {}

  /** Makes it below a root. */
  static void make(Path root) throws IOException {
    Path list = Place.in(root, LIST);
    java(root, List.of("-XX:DumpLoadedClassList=" + LIST), "dev.lockkeeper.cli.Training");
    Files.write(list, ordered(Files.readAllLines(list)));
    // Only this collector writes objects beside classes; the others can read them.
    java(
        root,
        List.of(
            "-XX:+UseG1GC",
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + LIST,
            "-XX:SharedArchiveFile=" + Place.ARCHIVE));
    Files.delete(list);
  }

  private static void java(Path root, List<String> more, String... rest) {
    List<String> words = new ArrayList<>(Command.inRoot(root));
    words.add(Place.JAVA);
    Launcher.FLAGS.stream().filter(flag -> !flag.contains("GC")).forEach(words::add);
    words.addAll(more);
    words.addAll(List.of("-cp", Place.JAR));
    words.addAll(List.of(rest));
    Command.run(Map.of(), words);
  }

  /**
   * The list as it would be without a race between threads: in the order of names, without numbers
   * that count the classes, and without notes of what each thread got to resolve.
   */
  private static List<String> ordered(List<String> lines) {
    Set<String> classes = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    for (String line : lines) {
      if (line.startsWith("@") && !line.startsWith("@cp ")) {
        others.add(line);
      } else if (!line.startsWith("@") && !line.startsWith("#")) {
        classes.add(line.replaceFirst(" id: \\d+$", ""));
      }
    }
    List<String> ordered = new ArrayList<>(classes);
    ordered.addAll(others);
    return ordered;
  }
}
