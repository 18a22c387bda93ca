package dev.lockkeeper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program of the machine that installs tools, and how to ask it whether it has a network. */
enum PackageManager {
  PIP("python3", "-m", "pip", "download", "--quiet", "--no-cache-dir", "--no-deps", "wheel"),
  NPM("npm", "view", "pg", "version", "--prefer-online"),
  GO("go", "list", "-m", "github.com/pressly/goose/v3@latest"),
  /** Into an empty repository, since what lies in the usual one needs no network. */
  MAVEN(
      "mvn",
      "-q",
      "-B",
      "-Dmaven.repo.local=repository",
      "org.apache.maven.plugins:maven-dependency-plugin:"
          + ToolVersions.of("plugin").get("maven-dependency-plugin")
          + ":help");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final List<String> question;

  PackageManager(String... question) {
    this.question = List.of(question);
  }

  /**
   * Whether it can fetch anything. A program that is not there has no network either.
   *
   * @param folder where to put what it fetches
   * @param environment variables for it
   */
  boolean hasNetwork(Path folder, Map<String, String> environment) {
    try {
      return Child.start(folder, environment, question.toArray(String[]::new)).waitFor(PATIENCE)
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
