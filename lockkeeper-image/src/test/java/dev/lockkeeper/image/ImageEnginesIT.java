package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Whole builds, judged by buildah where it is installed. */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class ImageEnginesIT {
  private static final Path BUILDAH = Path.of("/usr/bin/buildah");

  @TempDir Path folder;

  @BeforeAll
  static void hasRoot() {
    assumeTrue(Command.isRoot(), "needs root, to own files");
  }

  @Test
  void runsFromTheLayoutAndFromTheOneFile() throws Exception {
    assumeTrue(Files.isExecutable(BUILDAH), "needs buildah");
    build("job");
    for (String source : List.of("oci:%s/job/oci:job", "docker-archive:%s/job/oci.tar")) {
      String container = buildah("from", String.format(source, folder)).strip();
      assertThat(buildah("run", "--isolation", "chroot", container, Place.PROGRAM, "--version"))
          .startsWith("lockkeeper ");
    }
  }

  @Test
  void theDockerfileGivesTheSameImage() throws Exception {
    assumeTrue(Files.isExecutable(BUILDAH), "needs buildah");
    Path context = Files.createDirectories(folder.resolve("context"));
    for (Variant variant : Variant.values()) {
      Path tree = BuiltImage.tree(variant);
      Path copy = Files.createDirectories(context.resolve("trees/" + variant.tag()));
      run(Map.of(), "cp", "--archive", tree.toString(), copy.toString());
      String image = "lockkeeper:" + variant.tag();
      buildah(
          "build",
          "--isolation",
          "chroot",
          "--target",
          variant.tag(),
          "--build-context",
          "trees=" + context,
          "--file",
          "../image/Dockerfile",
          "--tag",
          image,
          context.toString());
      String container = buildah("from", image).strip();
      Path mounted = Path.of(buildah("mount", container).strip());
      assertThat(files(mounted)).isEqualTo(files(tree));
      String config = buildah("inspect", container);
      ImageConfig.VARIABLES.forEach(variable -> assertThat(config).contains(variable));
      assertThat(config).contains("\"65532:65532\"").contains(Place.PROGRAM).contains("/project");
      assertThat(config).contains("\"Cmd\": null").doesNotContain("\"Cmd\": [");
    }
  }

  /** Java 17 writes addresses of its own memory into a class-data archive; later ones do not. */
  @Test
  void twoBuildsGiveTheSame() throws Exception {
    String report = build("job");
    List<Layer> first = layers();
    build("job");
    List<Layer> second = layers();
    assertThat(second.subList(0, 2)).isEqualTo(first.subList(0, 2));
    assertThat(report).contains("class-data archive");
    Path later = laterJdk();
    assumeTrue(Files.isDirectory(later), "needs a JDK of 21 or later for the archive");
    String digest = digest(build("job", "--jdk", later.toString()));
    assertThat(digest(build("job", "--jdk", later.toString()))).isEqualTo(digest);
  }

  @Test
  void theFullImageHoldsEveryJarOfTheDistributionAndIsSmall() throws Exception {
    Path tree = BuiltImage.tree(Variant.FULL);
    long size = 0;
    for (Path file : Folders.below(tree)) {
      size += Files.isSymbolicLink(file) || Files.isDirectory(file) ? 0 : Files.size(file);
    }
    assertThat(size).isLessThanOrEqualTo(230_000_000);
    Path distribution = Files.createDirectories(folder.resolve("distribution"));
    run(Map.of(), "tar", "xzf", System.getProperty("distribution"), "-C", distribution.toString());
    assertThat(jars(tree)).isEqualTo(jars(distribution));
  }

  /** What jdeps finds in the jars of the image, but for what no command reaches. */
  @Test
  void holdsTheModulesThatItsJarsName() throws Exception {
    Path lib = Place.in(BuiltImage.tree(Variant.FULL), Place.LIB);
    for (String jar : jars(lib)) {
      String modules =
          run(
              Map.of(),
              System.getProperty("java.home") + "/bin/jdeps",
              "--ignore-missing-deps",
              "--print-module-deps",
              "--multi-release",
              "17",
              lib.resolve(jar).toString());
      List<String> needed = new ArrayList<>(List.of(modules.strip().split(",")));
      needed.remove("java.desktop");
      assertThat(JavaRuntime.MODULES).as(jar).containsAll(needed);
    }
  }

  private String build(String... more) throws IOException {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    Main.build(
        BuiltImage.request(folder, more), new PrintStream(report, true, StandardCharsets.UTF_8));
    return report.toString(StandardCharsets.UTF_8);
  }

  private List<Layer> layers() throws IOException {
    Path tree = folder.resolve("job/rootfs");
    Request request = BuiltImage.request(folder, "job");
    return OciImage.write(tree, folder.resolve("again"), "x:y", Map.of(), request.time()).layers();
  }

  private static String digest(String report) {
    return report.replaceAll("(?s).*(sha256:[0-9a-f]{64}).*", "$1");
  }

  private static Path laterJdk() throws IOException {
    Path folder = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(folder)) {
      return folder.resolve("none");
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(jdk -> Files.isExecutable(jdk.resolve("bin/jlink")))
          .filter(jdk -> jdk.toString().matches(".*-(2[1-9]|[3-9]\\d)-.*"))
          .findFirst()
          .orElse(folder.resolve("none"));
    }
  }

  private static List<String> jars(Path folder) throws IOException {
    return Folders.below(folder).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.startsWith("lockkeeper") && name.endsWith(".jar"))
        .toList();
  }

  /** Mode, owner, time and size of each file. */
  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Path file : Folders.below(root)) {
      if (!Files.isSymbolicLink(file)) {
        String what =
            Files.getAttribute(file, "unix:mode") + " " + Files.getAttribute(file, "unix:uid");
        boolean isFolder = Files.isDirectory(file);
        files.put(
            root.relativize(file).toString(),
            isFolder
                ? what
                : what + " " + Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
    }
    return files;
  }

  private String buildah(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(BUILDAH.toString()));
    words.addAll(List.of("--storage-driver", "vfs", "--root", folder + "/storage"));
    words.addAll(List.of("--runroot", folder + "/run"));
    words.addAll(List.of(arguments));
    return run(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), words.toArray(String[]::new));
  }

  private String run(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return output;
  }
}
