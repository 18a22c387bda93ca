package dev.lockkeeper.rehearsal.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"Mac OS X,aarch64", "Windows 11,amd64", "Linux,aarch64"})
  void namesASystemThatHasNoServer(String system, String processor) {
    assertThatThrownBy(() -> Binaries.requireSystem(system, processor, folder))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS);
              assertThat(e).hasMessageContaining(system + " on " + processor);
              assertThat(e.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("--url"));
            });
  }

  @Test
  void namesALinuxWithAnotherCLibrary() {
    Path missing = folder.resolve("ld-linux.so");
    assertThatThrownBy(() -> Binaries.requireSystem("Linux", "amd64", missing))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("without the GNU C library");
    assertThatCode(() -> Binaries.requireSystem("Linux", "amd64", folder))
        .doesNotThrowAnyException();
  }

  @Test
  void saysThatABuildLeavesTheProgramsOut() {
    assertThatThrownBy(() -> Binaries.requireShipped(null))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS);
              assertThat(e).hasMessageContaining("has no embedded PostgreSQL");
              assertThat(e.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("--url"));
            });
    assertThat(Binaries.archive()).isNotNull();
  }

  @Test
  void keepsTheProgramsInThePrivateCacheOfTheUser() throws IOException {
    Map<String, String> environment =
        Map.of("XDG_CACHE_HOME", folder.resolve("xdg").toString(), "HOME", folder.toString());
    Path cache = folder.resolve("xdg/lockkeeper");
    assertThat(Binaries.cache(environment)).contains(cache);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    assertThat(Binaries.cache(Map.of("XDG_CACHE_HOME", "relative", "HOME", folder.toString())))
        .contains(folder.resolve(".cache/lockkeeper"));
  }

  @Test
  void usesNoCacheWithoutAHomeFolder() throws IOException {
    assertThat(Binaries.cache(Map.of())).isEmpty();
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(Binaries.cache(Map.of("HOME", file.toString()))).isEmpty();
  }

  @Test
  void knowsItsVersion() {
    assertThat(Binaries.majorVersion()).isEqualTo("18");
  }
}
