package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.NestedJarLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClasspathFolderTest {
  @TempDir Path directory;

  private static Catalog read(String name, ClassLoader loader) {
    return new MigrationSource(List.of(new ClasspathFolder(name, loader)), List.of(), false).read();
  }

  private static byte[] jar(String... files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (String file : files) {
        jar.putNextEntry(new JarEntry(file));
        if (!file.endsWith("/")) {
          jar.write(("SELECT '" + file + "';").getBytes(StandardCharsets.UTF_8));
        }
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static final String[] CONTENT = {
    "db/",
    "db/migrations/",
    "db/migrations/1_a.up.sql",
    "db/migrations/1_a.down.sql",
    "db/migrations/later/",
    "db/migrations/later/2_b.up.sql",
    "db/migrations/.hidden.up.sql",
    "db/migrations/notes.txt",
    "db/migrations_of_others/3_c.up.sql",
  };

  private static void hasBothMigrations(Catalog catalog) {
    assertThat(catalog.all())
        .extracting(migration -> migration.up().file())
        .containsExactly(
            "classpath:db/migrations/1_a.up.sql", "classpath:db/migrations/later/2_b.up.sql");
    assertThat(catalog.all().iterator().next().down()).isPresent();
    catalog
        .all()
        .forEach(migration -> assertThat(((SqlBody) migration.up()).text()).contains("db/mig"));
  }

  @Test
  @DisplayName("B8: a folder on the class path, in a jar")
  void readsAFolderInAJar() throws IOException {
    Path file = directory.resolve("my app.jar");
    Files.write(file, jar(CONTENT));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, null)) {
      hasBothMigrations(read("db/migrations", loader));
      hasBothMigrations(read("/db/migrations/", loader));
    }
  }

  @Test
  void readsAFolderOfADirectory() throws IOException {
    new MigrationFolder(directory)
        .file("my classes/db/migrations/1_a.up.sql", "SELECT 'db/mig';")
        .file("my classes/db/migrations/1_a.down.sql", "SELECT 1;")
        .file("my classes/db/migrations/later/2_b.up.sql", "SELECT 'db/mig';");
    URL classes = directory.resolve("my classes").toUri().toURL();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
      hasBothMigrations(read("db/migrations", loader));
    }
  }

  @Test
  void readsAFolderInAJarInsideAJar() throws IOException {
    Path file = directory.resolve("fat.jar");
    try (JarOutputStream outer = new JarOutputStream(Files.newOutputStream(file))) {
      outer.putNextEntry(new JarEntry("BOOT-INF/lib/app.jar"));
      outer.write(jar(CONTENT));
      outer.closeEntry();
    }
    NestedJarLoader loader = new NestedJarLoader(file, "BOOT-INF/lib/app.jar", directory);
    hasBothMigrations(read("db/migrations", loader));
  }

  @Test
  void readsTheSameFolderOfTwoJars() throws IOException {
    Path first = directory.resolve("first.jar");
    Path second = directory.resolve("second.jar");
    Files.write(first, jar("db/", "db/1_a.up.sql"));
    Files.write(second, jar("db/", "db/2_b.up.sql"));
    URL[] urls = {first.toUri().toURL(), second.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      assertThat(read("db", loader).size()).isEqualTo(2);
    }
  }

  @Test
  void saysThatAFolderIsNotThere() {
    assertThatThrownBy(() -> read("no/such/folder", getClass().getClassLoader()))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FOLDER_MISSING);
              assertThat(e.getMessage()).contains("classpath:no/such/folder");
            });
  }
}
