package dev.lockkeeper.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Runs commands in a tree as a container engine would: in namespaces of its own for mounts and
 * processes, so as the first process; not as root; with nothing to write to. The network is the
 * machine's. Needs root.
 */
final class Container {
  /** Of {@code $1}, the root, and {@code $2}, the folder of what is mounted in it. */
  private static final String ENTER =
      """
      set -e
      root=$1 mounts=$2
      shift 2
      mount --bind "$root" "$root"
      for folder in "$mounts"/*; do
        mount --bind "$folder" "$root/${folder##*/}"
      done
      mount --rbind /dev "$root/dev"
      mount -t proc proc "$root/proc"
      mount -o remount,bind,ro "$root"
      exec unshare --root="$root" --wd=/project --setgid=65532 --setuid=65532 -- "$@"
      """;

  private final Path root;
  private final Path mounts;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** What a command printed, and how it ended. */
  record Result(int exit, String out, String err) {}

  /**
   * A container.
   *
   * @param root its root; every folder of {@code mounts} has one of the same name in it
   * @param mounts folders to mount at its root
   */
  Container(Path root, Path mounts) {
    this.root = root;
    this.mounts = mounts;
  }

  /** With the variables of the image. */
  Container withImageVariables() {
    for (String variable : ImageConfig.VARIABLES) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return this;
  }

  /** A container with one more variable. */
  Container with(String name, String value) {
    Container copy = new Container(root, mounts);
    copy.environment.putAll(environment);
    copy.environment.put(name, value);
    return copy;
  }

  /** Starts the image's program with arguments. */
  Process start(String... arguments) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("/usr/bin/unshare", "--mount", "--pid", "--fork", "/bin/sh", "-c", ENTER));
    words.addAll(List.of("enter", root.toString(), mounts.toString(), Place.PROGRAM));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs the image's program with arguments to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    process.getOutputStream().close();
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.errorReader()));
    String out = text(process.inputReader());
    return new Result(process.waitFor(), out, err.join());
  }

  private static String text(BufferedReader reader) {
    return reader.lines().map(line -> line + "\n").collect(Collectors.joining());
  }
}
