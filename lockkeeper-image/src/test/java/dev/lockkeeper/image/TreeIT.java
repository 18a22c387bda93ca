package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the tree of the job image, and what is not. */
class TreeIT {
  private static Path root;

  @BeforeAll
  static void build() throws IOException {
    root = BuiltImage.tree(Variant.JOB);
  }

  @Test
  void isSmall() throws IOException {
    long size = 0;
    for (Path file : Folders.below(root)) {
      size += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    }
    assertThat(size).isLessThanOrEqualTo(130_000_000);
  }

  @Test
  void holdsOneFolderOfOursAndWhatASystemNeeds() throws IOException {
    assertThat(names(root))
        .containsExactly("dev", "etc", "home", "opt", "proc", "project", "sys", "tmp", "usr");
    assertThat(names(root.resolve("opt"))).containsExactly("lockkeeper");
    assertThat(names(root.resolve("opt/lockkeeper/bin"))).containsExactly("java", "lockkeeper");
    assertThat(names(root.resolve("etc")))
        .containsExactly("group", "nsswitch.conf", "passwd", "ssl");
    assertThat(root.resolve("etc/passwd")).content().contains("lockkeeper:x:65532:65532:");
    for (String empty : List.of("dev", "proc", "project", "sys", "tmp", "home/lockkeeper")) {
      assertThat(root.resolve(empty)).isEmptyDirectory();
    }
  }

  @Test
  void leavesPostgresOut() throws IOException {
    try (JarFile jar = new JarFile(Place.in(root, Place.JAR).toFile())) {
      assertThat(jar.stream()).isNotEmpty().noneMatch(entry -> entry.getName().endsWith(".txz"));
    }
    assertThat(names(Place.in(root, Place.LIB)).stream().filter(name -> name.endsWith(".jar")))
        .containsExactly("lockkeeper-cloud-sql.jar", "lockkeeper.jar");
  }

  @Test
  void givesNobodyTheRightsOfSomebodyElse() throws IOException {
    for (Path file : Folders.below(root)) {
      if (!Files.isSymbolicLink(file)) {
        int mode = (int) Files.getAttribute(file, "unix:mode");
        boolean isForAll = file.equals(root.resolve("tmp"));
        assertThat(mode & 06000).as("set-uid of %s", file).isZero();
        assertThat(mode & 01022).as("rights of others at %s", file).isEqualTo(isForAll ? 01022 : 0);
      }
      if (Command.isRoot()) {
        boolean isHome = file.equals(root.resolve("home/lockkeeper"));
        assertThat(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))
            .as("owner of %s", file)
            .isEqualTo(isHome ? 65532 : 0);
      }
    }
  }

  @Test
  void hasNoLinkThatLeadsNowhere() throws IOException {
    for (Path file : Folders.below(root)) {
      if (Files.isSymbolicLink(file)) {
        assertThat(file.toRealPath()).startsWith(root.toRealPath());
      }
    }
  }

  /** Without this it would take the libraries of the image that it is copied into. */
  @Test
  void needsNoLibraryThatItDoesNotHold() throws IOException {
    Path lib = Place.in(root, Place.LIB);
    Map<String, List<String>> needs = new TreeMap<>();
    TreeSet<String> held = new TreeSet<>();
    for (Path file : Folders.below(Place.in(root, Place.HOME))) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        ElfFile.read(file).ifPresent(elf -> needs.put(file.toString(), elf.needed()));
        held.add(file.getFileName().toString());
      }
    }
    held.add(Path.of(hostJava().loader().orElseThrow()).getFileName().toString());
    assertThat(needs).hasSizeGreaterThan(10);
    assertThat(needs).allSatisfy((file, names) -> assertThat(held).as(file).containsAll(names));
    ElfFile java = ElfFile.read(Place.in(root, Place.JAVA)).orElseThrow();
    assertThat(java.loader()).contains("/opt/lockkeeper/lib/ld.so");
    assertThat(java.searchPath()).contains("/opt/lockkeeper/lib");
    assertThat(lib.resolve("ld.so")).isExecutable();
  }

  @Test
  void holdsTheCertificatesForOtherProgramsToo() {
    assertThat(Place.in(root, SystemFiles.CERTIFICATES))
        .content()
        .startsWith("-----BEGIN CERTIFICATE-----\n")
        .endsWith("\n-----END CERTIFICATE-----\n");
  }

  private static ElfFile hostJava() throws IOException {
    return ElfFile.read(Path.of(System.getProperty("java.home"), "bin", "java")).orElseThrow();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
