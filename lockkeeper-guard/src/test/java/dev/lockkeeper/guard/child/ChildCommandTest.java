package dev.lockkeeper.guard.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildCommandTest {
  @TempDir Path folder;
  private Path first;
  private Path second;

  @BeforeEach
  void makeFolders() throws IOException {
    first = Files.createDirectory(folder.resolve("first"));
    second = Files.createDirectory(folder.resolve("second"));
  }

  private static Path file(Path file, String content, String mode) throws IOException {
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private ChildCommand find(String... words) {
    return ChildCommand.find(List.of(words), folder, Map.of("PATH", first + ":second:/usr/bin"));
  }

  private LockkeeperException refused(String... words) {
    LockkeeperException failure =
        catchThrowableOfType(LockkeeperException.class, () -> find(words));
    assertThat(failure.code()).isEqualTo(ErrorCode.CHILD_NOT_FOUND);
    assertThat(failure.databaseState()).contains("Nothing was changed.");
    assertThat(failure.hint()).isPresent();
    return failure;
  }

  @Test
  void takesTheFirstProgramOfThePathThatMayBeExecuted() throws IOException {
    file(first.resolve("tool"), "", "rw-r--r--");
    Path program = file(second.resolve("tool"), "", "rwxr-xr-x");
    Files.createDirectory(first.resolve("env"));
    assertThat(find("tool", "up").program()).isEqualTo(program);
    assertThat(find("tool", "up").words()).containsExactly("tool", "up");
    assertThat(find("env").program()).isEqualTo(Path.of("/usr/bin/env"));
  }

  @Test
  void takesANameWithASlashFromTheFolder() throws IOException {
    Path program = file(folder.resolve("tool"), "", "rwxr-xr-x");
    assertThat(find("./tool").program().normalize()).isEqualTo(program);
    assertThat(find(program.toString()).program()).isEqualTo(program);
    assertThat(refused("tool")).hasMessageContaining("no program tool");
  }

  @Test
  void keepsALinkAsItIsSinceProgramsLookAtTheirPath() throws IOException {
    Path target = file(folder.resolve("python3.11"), "", "rwxr-xr-x");
    Path link = Files.createSymbolicLink(first.resolve("python"), target);
    assertThat(find("python").program()).isEqualTo(link);
  }

  @Test
  void saysWhereItLooked() {
    assertThat(refused("no-such-tool"))
        .hasMessageContaining("no-such-tool")
        .hasMessageContaining(first + ":" + second + ":/usr/bin");
    assertThat(refused("bin/no-such-tool")).hasMessageContaining(folder + "/bin/no-such-tool");
  }

  @Test
  void saysThatAFileMayNotBeExecuted() throws IOException {
    file(first.resolve("manage.py"), "", "rw-r--r--");
    file(folder.resolve("manage.py"), "", "rw-r--r--");
    assertThat(refused("manage.py")).hasMessageContaining("may not be executed");
    assertThat(refused("./manage.py")).hasMessageContaining("may not be executed");
    assertThat(refused("./first")).hasMessageContaining("is a folder");
  }

  @Test
  void saysThatAScriptHasLostItsInterpreter() throws IOException {
    file(first.resolve("alembic"), "#!/moved/venv/bin/python3 -x\nimport sys\n", "rwxr-xr-x");
    file(first.resolve("fine"), "#! /bin/sh\n", "rwxr-xr-x");
    assertThat(refused("alembic")).hasMessageContaining("/moved/venv/bin/python3,");
    assertThat(find("fine").program()).isEqualTo(first.resolve("fine"));
  }

  @Test
  void refusesAnArgumentThatHoldsThePassword() throws IOException {
    file(first.resolve("tool"), "", "rwxr-xr-x");
    for (String word : List.of("--password=" + Example.PASSWORD, "u:" + Example.ENCODED + "@h")) {
      LockkeeperException failure =
          catchThrowableOfType(
              LockkeeperException.class, () -> Example.given().refuseIn(find("tool", "a", word)));
      assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
      assertThat(failure).hasMessageContaining("argument 2").hasMessageNotContaining("p@ss");
      assertThat(failure.hint()).isPresent();
    }
    Example.given().refuseIn(find("tool", "migrate", "--database", "shop"));
    Example.given("shop").refuseIn(find("tool", "migrate", "--database", "shop"));
  }
}
