package dev.lockkeeper.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A small file of the project that says how it is built, deployed or started.
 *
 * @param name its path relative to the project, with slashes
 * @param kind what it is
 * @param lines its lines
 */
record ProjectText(String name, Kind kind, List<String> lines) {
  private static final int DEEPEST = 4;
  private static final int MOST_FILES = 500;
  private static final int LARGEST = 1024 * 1024;
  private static final Set<String> SKIPPED =
      Set.of("node_modules", "target", "build", "dist", "vendor", "venv", "__pycache__");

  /** What a file is, by its name. */
  enum Kind {
    DOCKERFILE("(dockerfile|containerfile)(\\..*)?|.*\\.dockerfile"),
    COMPOSE("(docker-)?compose.*\\.ya?ml"),
    PROCFILE("procfile"),
    PACKAGE("package\\.json"),
    SHELL(".*\\.sh"),
    OWN("lockkeeper\\.yaml"),
    DEPLOYMENT(
        "cloudbuild.*\\.(ya?ml|json)|(app|[^/]*job|service|deployment|migrat|cronjob)[^/]*\\.ya?ml"
            + "|\\.gitlab-ci[^/]*\\.ya?ml"),
    TERRAFORM(".*\\.tf"),
    SQL(".*(grant|role|user|setup|init|privilege|permission)[^/]*\\.sql");

    private final Pattern fileName;

    Kind(String fileName) {
      this.fileName = Pattern.compile(fileName);
    }
  }

  ProjectText {
    lines = List.copyOf(lines);
  }

  /** The files of a project, by name. */
  static List<ProjectText> of(Path project) {
    List<ProjectText> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          project, EnumSet.noneOf(FileVisitOption.class), DEEPEST, visitor(project, found));
    } catch (IOException e) {
      // What could be read is examined; an unreadable folder is no defect of the set-up.
    }
    found.sort(Comparator.comparing(ProjectText::name));
    return found;
  }

  /** One file, if it is there, small and of a known kind. */
  static Optional<ProjectText> read(Path file, String name) {
    Optional<Kind> kind = kind(name);
    try {
      if (kind.isEmpty() || Files.size(file) > LARGEST) {
        return Optional.empty();
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Optional.of(new ProjectText(name, kind.get(), text.lines().toList()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The place of a line. */
  String at(int lineNumber) {
    return name + ":" + lineNumber;
  }

  private static Optional<Kind> kind(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      if (kind.fileName.matcher(name).matches()) {
        return Optional.of(kind);
      }
    }
    boolean isInWorkflows =
        path.matches(
            "(.*/)?(\\.github/workflows|k8s|kubernetes|manifests|deploy|templates)/[^/]+\\.ya?ml");
    return isInWorkflows ? Optional.of(Kind.DEPLOYMENT) : Optional.empty();
  }

  private static SimpleFileVisitor<Path> visitor(Path project, List<ProjectText> found) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String name = String.valueOf(folder.getFileName());
        boolean isHidden = name.startsWith(".") && !name.equals(".github");
        return !folder.equals(project) && (isHidden || SKIPPED.contains(name))
            ? FileVisitResult.SKIP_SUBTREE
            : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
          read(file, project.relativize(file).toString().replace('\\', '/')).ifPresent(found::add);
        }
        return found.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) {
        return FileVisitResult.CONTINUE;
      }
    };
  }
}
