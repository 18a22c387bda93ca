package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that exists and may be run, with its arguments. It is started directly, never through a
 * shell. Immutable.
 *
 * @param program the program's file, absolute
 * @param words the program as it was named, and its arguments
 * @param folder where it will run, absolute
 */
public record ChildCommand(Path program, List<String> words, Path folder) {
  private static final int LONGEST_SCRIPT_HEAD = 512;

  public ChildCommand {
    words = List.copyOf(words);
  }

  /**
   * Finds a program as the system would: a name with a slash is a file, relative to the folder; any
   * other is looked for in the folders of {@code PATH}.
   *
   * @param words the program and its arguments
   * @param folder where it will run
   * @param environment the variables, of which {@code PATH} counts
   * @throws LockkeeperException with {@link ErrorCode#CHILD_NOT_FOUND} if there is no such program,
   *     or it cannot be run; the message says where it was looked for
   */
  public static ChildCommand find(
      List<String> words, Path folder, Map<String, String> environment) {
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw LockkeeperException.because(ErrorCode.USAGE, "no program is named")
          .hint("Write it behind --, as in: lockkeeper run -- python manage.py migrate")
          .build();
    }
    Path home = folder.toAbsolutePath().normalize();
    String name = words.get(0);
    SearchPath path = SearchPath.of(environment, home);
    Path program =
        (name.contains("/") ? named(name, home) : path.find(name))
            .orElseThrow(() -> notFound(name, home, path));
    missingInterpreter(program)
        .ifPresent(
            interpreter -> {
              throw failure(
                  program + " is a script for " + interpreter + ", which does not exist",
                  "Make the script again where it will run (a virtual environment, for example,"
                      + " cannot be moved), or name the interpreter: INTERPRETER "
                      + name);
            });
    return new ChildCommand(program, words, home);
  }

  private static Optional<Path> named(String name, Path folder) {
    try {
      Path file = folder.resolve(name);
      if (Files.isDirectory(file)) {
        throw failure(file + " is a folder, not a program", "Name the program's file.");
      }
      if (Files.exists(file) && !Files.isExecutable(file)) {
        throw failure(
            file + " may not be executed",
            "Run chmod +x on it, or name the program that reads it, as in: python " + name);
      }
      return Files.exists(file) ? Optional.of(file) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static LockkeeperException notFound(String name, Path folder, SearchPath path) {
    if (name.contains("/")) {
      return failure(
          "there is no program " + folder.resolve(name),
          "A path counts from " + folder + ", where the program will run.");
    }
    List<Path> barred = path.barred(name);
    if (!barred.isEmpty()) {
      return failure(
          name + " was found, but may not be executed: " + barred.get(0),
          "Run chmod +x on it, or name the program that reads it.");
    }
    return failure(
        "there is no program " + name + " in the folders of PATH: " + path,
        "Install it, activate its virtual environment, or name its file, as in: ./" + name);
  }

  private static LockkeeperException failure(String message, String hint) {
    return LockkeeperException.because(ErrorCode.CHILD_NOT_FOUND, message)
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }

  /** The system says only that the script does not exist, which it does. */
  private static Optional<String> missingInterpreter(Path program) {
    try (InputStream in = Files.newInputStream(program)) {
      String head = new String(in.readNBytes(LONGEST_SCRIPT_HEAD), StandardCharsets.ISO_8859_1);
      if (!head.startsWith("#!")) {
        return Optional.empty();
      }
      String interpreter = head.substring(2).strip().split("\\s", 2)[0];
      return Optional.of(interpreter)
          .filter(each -> each.startsWith("/") && !Files.exists(Path.of(each)));
    } catch (IOException | InvalidPathException e) {
      // What may be executed need not be readable; the system will say what is wrong, if anything.
      return Optional.empty();
    }
  }

  /** The words to start, in a session of their own where the system has a program for that. */
  List<String> startable(Map<String, String> environment) {
    List<String> started = new ArrayList<>();
    SearchPath.of(environment, folder).find("setsid").map(Path::toString).ifPresent(started::add);
    started.add(program.toString());
    started.addAll(words.subList(1, words.size()));
    return started;
  }
}
