package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.testing.MigrationFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeLayoutTest {
  @TempDir Path directory;
  private MigrationFolder folder;

  @BeforeEach
  void prepare() {
    folder = new MigrationFolder(directory);
  }

  private List<Migration> read() {
    return List.copyOf(
        new MigrationSource(List.of(new DiskFolder(directory, "migrations")), List.of(), false)
            .read()
            .all());
  }

  private static void refuses(ErrorCode code, ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(words);
              assertThat(e.hint()).isPresent();
            });
  }

  private static String up(Migration migration) {
    return ((SqlBody) migration.up()).text();
  }

  private static String down(Migration migration) {
    return ((SqlBody) migration.down().orElseThrow()).text();
  }

  @ParameterizedTest
  @DisplayName("B8: names of date, sequence and words")
  @CsvSource({
    "20260217120000_create_users.up.sql, 20260217120000, create_users",
    "1_a.up.sql, 1, a",
    "0007_seven.sql, 0007, seven",
    "1.2.10_add-index.up.sql, 1.2.10, add-index",
    "3_with.dots_and spaces.up.sql, 3, with.dots_and spaces",
    "4_größe.up.sql, 4, größe",
  })
  void readsVersionAndName(String file, String version, String name) {
    folder.file(file, "-- migrate:up\nSELECT 1;");
    Migration migration = read().get(0);
    assertThat(migration.version()).hasToString(version);
    assertThat(migration.name()).isEqualTo(name);
    assertThat(migration.up().file()).isEqualTo("migrations/" + file);
    assertThat(migration.down()).isEmpty();
  }

  @Test
  void pairsUpAndDown() {
    folder.pair("1", "users", "CREATE TABLE users ();", "DROP TABLE users;");
    Migration migration = read().get(0);
    assertThat(up(migration)).isEqualTo("CREATE TABLE users ();");
    assertThat(down(migration)).isEqualTo("DROP TABLE users;");
    assertThat(migration.isReversible()).isTrue();
  }

  @Test
  void readsSubfoldersInVersionOrderAndLeavesHiddenAndOtherFilesOut() {
    folder
        .file("2026/02/20_b.up.sql", "SELECT 1;")
        .file("2025/3_a.up.sql", "SELECT 1;")
        .file(".git/1_hidden.up.sql", "SELECT 1;")
        .file(".9_hidden.up.sql", "SELECT 1;")
        .file("README.md", "words")
        .file("2026/20_b.up.sql.bak", "words");
    assertThat(read())
        .extracting(migration -> migration.up().file())
        .containsExactly("migrations/2025/3_a.up.sql", "migrations/2026/02/20_b.up.sql");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users.up.sql",
        "1.up.sql",
        "1-users.up.sql",
        "v1_users.up.sql",
        "1_.sql",
        "2_.up.sql",
        "2_.down.sql",
        "2_.SQL"
      })
  void refusesOtherNames(String name) {
    folder.file(name, "SELECT 1;");
    refuses(ErrorCode.FILE_NAME, this::read, "migrations/" + name);
  }

  @ParameterizedTest
  @CsvSource({
    "1_a.up.sql, 1_b.up.sql",
    "1_a.up.sql, 01_a.up.sql",
    "1_a.up.sql, 1_a.sql",
    "1_a.up.sql, sub/1_a.up.sql",
    "1_a.up.sql, 1_b.down.sql",
  })
  void refusesTwoFilesOfOneVersion(String first, String second) {
    folder.file(first, "-- migrate:up\nSELECT 1;").file(second, "-- migrate:up\nSELECT 1;");
    refuses(ErrorCode.DUPLICATE_VERSION, this::read, "1");
  }

  @Test
  void refusesTheSameVersionInTwoFolders() {
    folder
        .file("a/1_a.up.sql", "SELECT 1;")
        .file("b/1.0_a.up.sql", "SELECT 1;")
        .file("b/1_a.up.sql", "SELECT 1;");
    MigrationSource source =
        new MigrationSource(
            List.of(
                new DiskFolder(directory.resolve("a"), "a"),
                new DiskFolder(directory.resolve("b"), "b")),
            List.of(),
            false);
    refuses(ErrorCode.DUPLICATE_VERSION, source::read, "a/1_a.up.sql", "b/1_a.up.sql");
  }

  @Test
  void refusesTheMarkOfSqlxInsteadOfTakingItForAComment() {
    folder.file("1_a.up.sql", "-- no-transaction\nSELECT 1;");
    refuses(ErrorCode.LAYOUT, this::read, "migrations/1_a.up.sql", "no-transaction");
  }

  @Test
  void refusesADownWithoutAnUp() {
    folder.file("1_a.down.sql", "SELECT 1;");
    refuses(ErrorCode.DOWN_WITHOUT_UP, this::read, "migrations/1_a.down.sql");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "\r\n\t"})
  void refusesAnEmptyUp(String text) {
    folder.file("1_a.up.sql", text);
    refuses(ErrorCode.FILE_EMPTY, this::read, "migrations/1_a.up.sql");
  }

  @Test
  void acceptsADownThatIsACommentButNotAnEmptyOne() {
    folder.pair("1", "a", "SELECT 1;", "-- nothing to undo\n");
    assertThat(read().get(0).isReversible()).isTrue();
    folder.pair("1", "a", "SELECT 1;", " \n");
    refuses(ErrorCode.FILE_EMPTY, this::read, "migrations/1_a.down.sql");
  }

  @Test
  void refusesAFolderThatIsEmptyOrMissing() {
    refuses(ErrorCode.FOLDER_EMPTY, this::read, "migrations");
    assertThat(
            new MigrationSource(List.of(new DiskFolder(directory, "m")), List.of(), true)
                .read()
                .size())
        .isZero();
    refuses(
        ErrorCode.FOLDER_MISSING,
        () -> new DiskFolder(directory.resolve("none"), "none").scripts(),
        "none");
  }

  @Test
  void saysInWhichLineAFileIsNotUtf8() {
    folder.bytes(
        "1_a.up.sql", "SELECT 1;\nSELECT 'gr\u00FC\u00DFe';".getBytes(StandardCharsets.ISO_8859_1));
    refuses(ErrorCode.FILE_NOT_UTF8, this::read, "migrations/1_a.up.sql", "line 2");
    folder.bytes("1_a.up.sql", "SELECT 1;\n\n\0".getBytes(StandardCharsets.UTF_8));
    refuses(ErrorCode.FILE_NOT_UTF8, this::read, "zero byte", "line 3", "byte 12 ");
    folder.bytes("1_a.up.sql", "-- gr\u00FC\u00DFe\n\0".getBytes(StandardCharsets.UTF_8));
    refuses(ErrorCode.FILE_NOT_UTF8, this::read, "zero byte", "line 2", "byte 12 ");
  }

  @Test
  void refusesWhatIsNoFile() throws Exception {
    Path named = folder.path().resolve("1_a.up.sql");
    Files.createDirectories(folder.path());
    Files.createSymbolicLink(named, Path.of("/dev/zero"));
    refuses(ErrorCode.FILE_UNREADABLE, this::read, "migrations/1_a.up.sql", "no file");
    Files.delete(named);
    assertThat(new ProcessBuilder("mkfifo", named.toString()).start().waitFor()).isZero();
    refuses(ErrorCode.FILE_UNREADABLE, this::read, "migrations/1_a.up.sql", "no file");
  }

  @Test
  void refusesFoldersThatLieTooDeepInsteadOfLeavingThemOut() {
    folder.file("d/".repeat(32) + "1_a.up.sql", "SELECT 1;");
    assertThat(read()).hasSize(1);
    folder.file("d/".repeat(33) + "2_b.up.sql", "SELECT 1;");
    refuses(ErrorCode.FILE_UNREADABLE, this::read, "migrations/d/d/", "32 levels");
  }

  @Test
  void readsWindowsLineEndsAndAByteOrderMark() {
    folder.file("1_a.up.sql", "\uFEFF-- lockkeeper: phase=post\r\nSELECT 1;\r\n");
    Migration migration = read().get(0);
    assertThat(migration.phase()).isEqualTo(Phase.POST);
    assertThat(up(migration)).endsWith("SELECT 1;\r\n");
    String canonical = migration.up().canonicalChecksum();
    folder.file("1_a.up.sql", "-- lockkeeper: phase=post\nSELECT 1;\n");
    assertThat(read().get(0).up().canonicalChecksum()).isEqualTo(canonical);
    assertThat(read().get(0).up().exactChecksum()).isNotEqualTo(migration.up().exactChecksum());
  }

  @Test
  @DisplayName("A file that changes between reading and running is refused")
  void refusesAFileThatChangedMeanwhile() {
    folder.pair("1", "a", "SELECT 1;", "SELECT 2;");
    Migration migration = read().get(0);
    folder.pair("1", "a", "SELECT 3;", "SELECT 4;");
    refuses(ErrorCode.FILE_MOVED, () -> up(migration), "migrations/1_a.up.sql");
    refuses(ErrorCode.FILE_MOVED, () -> down(migration), "migrations/1_a.down.sql");
    folder.delete("1_a.up.sql");
    refuses(ErrorCode.FILE_UNREADABLE, () -> up(migration), "migrations/1_a.up.sql");
  }

  @Test
  void refusesASectionThatChangedOrWentAwayMeanwhile() {
    folder.file("1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n");
    Migration migration = read().get(0);
    folder.file("1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 3;\n");
    assertThat(up(migration)).contains("SELECT 1");
    refuses(ErrorCode.FILE_MOVED, () -> down(migration), "migrations/1_a.sql");
    folder.file("1_a.sql", "-- migrate:up\nSELECT 1;\n");
    refuses(ErrorCode.FILE_MOVED, () -> down(migration), "migrations/1_a.sql");
  }
}
