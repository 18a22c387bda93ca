package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.config.ConfigurationReader;
import dev.lockkeeper.cli.config.GlobalOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project folder and its environment, to be examined. */
final class Setup {
  private final Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();

  Setup(Path folder) {
    this.folder = folder;
    set("HOME", folder.resolve("home").toString());
  }

  Setup set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Setup file(String name, String... lines) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.join("\n", lines) + "\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Setup migration() {
    return file("migrations/1_one.up.sql", "CREATE TABLE one ();");
  }

  Setup git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    try {
      Process git = builder.start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  List<Diagnosis> examine() {
    return examine(false);
  }

  List<Diagnosis> examine(boolean live) {
    return new Doctor(new ConfigurationReader(environment, folder), GlobalOptions.NONE, environment)
        .examine(live);
  }

  /** The diagnoses of one check. */
  List<Diagnosis> examine(String id) {
    return examine().stream().filter(d -> d.id().equals(id)).toList();
  }
}
