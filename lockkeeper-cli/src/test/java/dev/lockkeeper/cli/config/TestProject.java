package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project folder and an environment of its own, to be read as a command would read them. */
final class TestProject {
  private final Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Optional<String> env = Optional.empty();
  private Optional<Secret> url = Optional.empty();

  TestProject(Path folder) {
    this.folder = folder;
    set("HOME", folder.resolve("home").toString());
  }

  Path folder() {
    return folder;
  }

  TestProject set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Sets variables written as {@code A=1 B=2}. */
  TestProject setAll(String assignments) {
    for (String assignment : assignments.strip().split("\\s+")) {
      if (!assignment.isEmpty()) {
        int equals = assignment.indexOf('=');
        set(assignment.substring(0, equals), assignment.substring(equals + 1));
      }
    }
    return this;
  }

  TestProject env(String name) {
    env = Optional.of(name);
    return this;
  }

  TestProject url(String text) {
    url = Optional.of(Secret.of(text));
    return this;
  }

  TestProject yaml(String... lines) {
    return file(ProjectFile.NAME, String.join("\n", lines));
  }

  TestProject file(String name, String content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GlobalOptions options() {
    return new GlobalOptions(Optional.empty(), env, url, List.of(), List.of());
  }

  ConfigurationReader reader() {
    return new ConfigurationReader(environment, folder);
  }

  Configuration read(DatabaseNeed need) {
    return reader().read(options(), need);
  }

  Configuration read() {
    return read(DatabaseNeed.REQUIRED);
  }

  DatabaseChoice database() {
    return read().database().orElseThrow();
  }

  /** The address as it may be shown, or {@code embedded}. */
  String address() {
    return database().address().map(Object::toString).orElse("embedded");
  }

  /** The password that would be sent, or nothing. */
  String password() {
    return database()
        .address()
        .flatMap(address -> address.password())
        .map(Secret::reveal)
        .orElse("");
  }

  LockkeeperException failure() {
    LockkeeperException failure = catchThrowableOfType(LockkeeperException.class, this::read);
    assertThat(failure.hint()).as("what to do about: %s", failure.getMessage()).isPresent();
    return failure;
  }
}
