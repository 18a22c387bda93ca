package dev.lockkeeper.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether {@code .env} files stay on this machine: out of the repository and out of images. */
final class DotenvCheck {
  private static final String NAME = ".env";
  private static final List<String> SAMPLES =
      List.of("example", "sample", "template", "dist", "defaults");

  private final Path project;
  private final Git git;

  DotenvCheck(Path project, Git git) {
    this.project = project;
    this.git = git;
  }

  void run(Diagnoses diagnoses) {
    Optional<List<String>> tracked =
        git.tracked(NAME, ".env.*", ":(glob)**/.env", ":(glob)**/.env.*");
    List<String> committed =
        tracked.orElse(List.of()).stream().filter(name -> !isSample(name)).toList();
    for (String file : committed) {
      diagnoses.problem(
          "dotenv",
          file + " is committed to git",
          "Run `git rm --cached "
              + file
              + "`, add it to .gitignore, and change every secret that it holds: the history keeps"
              + " them.");
    }
    if (Files.exists(project.resolve(NAME)) && !committed.contains(NAME)) {
      ignored(diagnoses);
      image(diagnoses);
    }
  }

  private void ignored(Diagnoses diagnoses) {
    Optional<Boolean> ignored = git.ignores(NAME);
    boolean isIgnored = ignored.orElseGet(() -> hasLine(".gitignore"));
    if (isIgnored) {
      diagnoses.ok("dotenv", ".env is there and git ignores it");
    } else if (ignored.isPresent() || Files.exists(project.resolve(".gitignore"))) {
      diagnoses.warning(
          "dotenv",
          ".env is not ignored by git: the next `git add .` commits it",
          "Add the line .env to .gitignore.");
    } else {
      diagnoses.info(
          "dotenv",
          ".env is there, and git cannot tell whether it is tracked",
          "Keep it out of any repository.");
    }
  }

  private void image(Diagnoses diagnoses) {
    boolean copiesAll =
        ProjectText.read(project.resolve("Dockerfile"), "Dockerfile")
            .map(
                text ->
                    text.lines().stream()
                        .anyMatch(
                            line -> line.matches("(?i)\\s*(COPY|ADD)\\s+(--\\S+\\s+)*\\.\\s.*")))
            .orElse(false);
    if (copiesAll && !hasLine(".dockerignore")) {
      diagnoses.warning(
          "dotenv-image",
          "the Dockerfile copies the whole folder, and .env with it",
          "Add the line .env to .dockerignore.");
    }
  }

  /** Whether an ignore file has a line that is about {@code .env}. */
  private boolean hasLine(String ignoreFile) {
    try (Stream<String> lines =
        Files.lines(project.resolve(ignoreFile), StandardCharsets.ISO_8859_1)) {
      return lines.map(String::strip).anyMatch(line -> line.matches("(\\*\\*/|/)?\\.env\\*?"));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isSample(String file) {
    return SAMPLES.stream().anyMatch(sample -> file.endsWith("." + sample));
  }
}
