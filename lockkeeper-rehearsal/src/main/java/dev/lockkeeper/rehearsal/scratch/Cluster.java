package dev.lockkeeper.rehearsal.scratch;

import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * A project's data folder. It is made aside and renamed when it is complete, so that a folder of
 * that name is never half-made.
 */
record Cluster(StateFolder state, Programs programs) {
  private static final int SWEEPS = 200;
  private static final Duration SWEEP_PAUSE = Duration.ofMillis(25);

  /** Makes the data folder if there is none, and refuses one of another major version. */
  void ensure(Consumer<String> progress) {
    try {
      if (!Files.exists(state.data())) {
        progress.accept("Creating a PostgreSQL database in " + state.path() + " ...");
        make();
      }
      requireVersion(Files.readString(state.data().resolve("PG_VERSION")).trim());
    } catch (IOException e) {
      throw StateFolder.unusable(state.data(), e);
    }
  }

  /** The superuser's password. */
  Secret password() {
    try {
      return Secret.of(Files.readString(state.password()).trim());
    } catch (IOException e) {
      throw StateFolder.unusable(state.password(), e);
    }
  }

  private void requireVersion(String found) {
    String ours = Binaries.majorVersion();
    if (!found.equals(ours)) {
      throw Failures.settings(
          "the data in "
              + state.data()
              + " is of PostgreSQL "
              + found
              + ", but the embedded server is PostgreSQL "
              + ours,
          "Delete that folder to start with an empty database, or move it away to keep it.",
          null);
    }
  }

  private void make() throws IOException {
    try (DirectoryStream<Path> halfMade = Files.newDirectoryStream(state.path(), "postgres.new*")) {
      for (Path old : halfMade) {
        sweep(old);
      }
    }
    Path aside = Files.createTempDirectory(state.path(), "postgres.new");
    Files.deleteIfExists(state.log());
    require(programs.run(state.log(), "initdb", initialise(aside), ""));
    Files.writeString(
        aside.resolve("pg_hba.conf"),
        "# Lockkeeper: the superuser's password is in "
            + state.password().getFileName()
            + ".\n"
            + "host all,replication all 127.0.0.1/32 scram-sha-256\n");
    setUp(aside);
    Files.move(aside, state.data(), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * An initdb whose command was killed may still write for a moment. What cannot be deleted only
   * takes room.
   */
  private static void sweep(Path halfMade) {
    for (int attempt = 0; attempt < SWEEPS; attempt++) {
      try {
        StateFolder.delete(halfMade);
        return;
      } catch (DirectoryNotEmptyException e) {
        pause();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SWEEP_PAUSE.toMillis());
    } catch (InterruptedException e) {
      throw Failures.interrupted();
    }
  }

  private static List<String> initialise(Path data) {
    return List.of(
        "--pgdata=" + data,
        "--username=" + EmbeddedServer.USER,
        "--auth=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8");
  }

  /**
   * Sets the password and makes the database before the server ever listens. One iteration is
   * enough: they slow down guesses, and nobody guesses 256 random bits.
   */
  private void setUp(Path data) throws IOException {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    String script =
        "SET scram_iterations = 1;\n"
            + "ALTER ROLE "
            + EmbeddedServer.USER
            + " PASSWORD '"
            + password
            + "';\n"
            + "CREATE DATABASE "
            + EmbeddedServer.DATABASE
            + ";\n";
    writePrivately(state.password(), password + "\n");
    require(programs.run(state.log(), "postgres", singleUser(data), script));
  }

  /** Without statements in the log, since one of them holds the password. */
  private static List<String> singleUser(Path data) {
    return List.of(
        "--single",
        "-D",
        data.toString(),
        "-c",
        "exit_on_error=on",
        "-c",
        "log_min_error_statement=panic",
        "postgres");
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private void require(int exitCode) {
    if (exitCode != 0) {
      throw Failures.settings(
          "the embedded PostgreSQL could not be set up:\n" + Postmaster.tail(state.log()),
          "The whole log is " + state.log() + ".",
          null);
    }
  }
}
