package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Body;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaMigrationsTest {
  private static final String SERVICE = "META-INF/services/dev.lockkeeper.migration.JavaMigration";

  @TempDir Path directory;
  private Path classes;

  @BeforeEach
  void prepare() throws IOException {
    classes = Files.createDirectories(directory.resolve("classes"));
  }

  private void compile(String type, String head, String body)
      throws IOException, URISyntaxException {
    Path source = directory.resolve(type + ".java");
    Files.writeString(
        source,
        "package app; import dev.lockkeeper.migration.*; public class "
            + type
            + " implements "
            + head
            + " {"
            + body
            + "}");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String engine =
        new File(JavaMigration.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-cp", engine, "-proc:none"),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  private static String methods(String version, String more) {
    return "public String version() { return \""
        + version
        + "\"; } public String name() { return \"fill\"; } public void up(Context c) {} "
        + more;
  }

  private void offer(String... types) throws IOException {
    Path services = classes.resolve(SERVICE);
    Files.createDirectories(services.getParent());
    Files.write(services, Stream.of(types).map(type -> "app." + type).toList());
  }

  private Path jar() throws IOException {
    Path file = directory.resolve("migrations.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
        Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        jar.write(Files.readAllBytes(path));
        jar.closeEntry();
      }
    }
    return file;
  }

  private static List<Migration> catalog(List<JavaMigration> found) throws IOException {
    try {
      return new ArrayList<>(new MigrationSource(List.of(), found, false).read().all());
    } finally {
      if (!found.isEmpty()
          && found.get(0).getClass().getClassLoader() instanceof URLClassLoader loader) {
        loader.close();
      }
    }
  }

  @Test
  @DisplayName("B11: Java migrations from a jar on the class path")
  void findsMigrationsInAJar() throws Exception {
    compile("Fill", "JavaMigration", methods("10", ""));
    compile(
        "Back",
        "JavaMigration.Reversible",
        methods(
            "9",
            "public void down(Context c) {} public Phase phase() { return Phase.POST; } public"
                + " String revision() { return \"2\"; }"));
    offer("Fill", "Back");
    List<Migration> found = catalog(JavaMigrations.load(List.of(jar())));
    assertThat(found).extracting(m -> m.version().toString()).containsExactly("9", "10");
    Migration back = found.get(0);
    assertThat(back.phase()).isEqualTo(Phase.POST);
    assertThat(back.isReversible()).isTrue();
    assertThat(back.up().file()).isEqualTo("app.Back");
    assertThat(back.up().exactChecksum()).startsWith("sha256:");
    assertThat(found.get(1).down().map(Body::file)).isEmpty();
    assertThat(found.get(1).up().exactChecksum()).isEmpty();
  }

  @Test
  void findsMigrationsInAFolderOfClasses() throws Exception {
    compile("Fill", "JavaMigration", methods("10", ""));
    offer("Fill");
    assertThat(catalog(JavaMigrations.load(List.of(classes)))).hasSize(1);
  }

  @Test
  void findsNothingWithoutAClassPath() {
    assertThat(JavaMigrations.load(List.of())).isEmpty();
  }

  private void refuses(String... words) {
    assertThatThrownBy(() -> catalog(JavaMigrations.load(List.of(classes))))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.JAVA_MIGRATION);
              assertThat(e.getMessage()).contains(words);
            });
  }

  @Test
  void refusesAClassPathThatIsNotThere() {
    assertThatThrownBy(() -> JavaMigrations.load(List.of(directory.resolve("none.jar"))))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> assertThat(e.getMessage()).contains("none.jar").contains("does not exist"));
  }

  @Test
  void refusesAServiceThatIsNotThereOrCannotBeMade() throws Exception {
    offer("Gone");
    refuses("app.Gone");
    compile("Closed", "JavaMigration", methods("1", "private Closed(int i) {}"));
    offer("Closed");
    refuses("app.Closed");
    compile(
        "Fails", "JavaMigration", methods("1", "public Fails() { throw new RuntimeException(); }"));
    offer("Fails");
    refuses("app.Fails");
  }

  @Test
  void refusesBadVersionsAndNames() throws Exception {
    compile("Fill", "JavaMigration", methods("soon", ""));
    offer("Fill");
    refuses("app.Fill", "`soon`");
  }

  @Test
  void refusesAVersionThatAnotherMigrationHas() throws Exception {
    compile("One", "JavaMigration", methods("7", ""));
    compile("Two", "JavaMigration", methods("07", ""));
    offer("One", "Two");
    assertThatThrownBy(() -> catalog(JavaMigrations.load(List.of(classes))))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DUPLICATE_VERSION);
              assertThat(e.getMessage()).contains("app.One", "app.Two");
            });
  }
}
