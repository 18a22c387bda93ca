package dev.lockkeeper.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Body;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.UnsupportedBody;
import dev.lockkeeper.settings.FolderLayout;
import dev.lockkeeper.testing.MigrationFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each tool's files become, without a database. */
class LayoutsTest {
  @TempDir Path directory;
  private MigrationFolder folder;

  @BeforeEach
  void prepare() {
    folder = new MigrationFolder(directory);
  }

  private Catalog read() {
    return read(Optional.empty());
  }

  private Catalog read(Optional<FolderLayout> layout) {
    return new MigrationSource(List.of(new DiskFolder(directory, "m")), List.of(), false, layout)
        .read();
  }

  private LockkeeperException refusal(Optional<FolderLayout> layout) {
    try {
      Catalog catalog = read(layout);
      throw new AssertionError("not refused: " + describe(catalog));
    } catch (LockkeeperException e) {
      assertThat(e.hint()).isPresent();
      return e;
    }
  }

  /** One line per migration: version, name, and each direction's file, line and manner. */
  private static List<String> describe(Catalog catalog) {
    List<String> lines = new ArrayList<>();
    for (Migration migration : catalog.all()) {
      lines.add(
          migration.version()
              + " "
              + migration.name()
              + " "
              + describe(migration.up())
              + migration.down().map(down -> " " + describe(down)).orElse(""));
    }
    return lines;
  }

  private static String describe(Body body) {
    if (body instanceof UnsupportedBody unsupported) {
      return unsupported.place() + "!";
    }
    SqlBody script = (SqlBody) body;
    return script.place(1, 0) + (script.transactional() ? "" : "*");
  }

  private void write(String... files) {
    for (String file : files) {
      int colon = file.indexOf(": ");
      folder.file(file.substring(0, colon), file.substring(colon + 2));
    }
  }

  static List<Arguments> folders() {
    return List.of(
        Arguments.of(
            "lockkeeper",
            List.of("1_a.up.sql: A;", "1_a.down.sql: B;", "10_b.sql: -- migrate:up\nA;"),
            List.of("1 a m/1_a.up.sql:1 m/1_a.down.sql:1", "10 b m/10_b.sql:1")),
        Arguments.of(
            "lockkeeper",
            List.of(
                "20260101_a.sql: -- migrate:up transaction:false\nA;\n-- migrate:down\nB;",
                "README.md: words"),
            List.of("20260101 a m/20260101_a.sql:1* m/20260101_a.sql:3")),
        Arguments.of(
            "sqlx",
            List.of("1_a.sql: -- no-transaction\nA;", "2_b.sql: A;"),
            List.of("1 a m/1_a.sql:1*", "2 b m/2_b.sql:1")),
        Arguments.of(
            "prisma",
            List.of(
                "migration_lock.toml: # made by the tool\nprovider = \"postgresql\"\n",
                "20260101000000_init/migration.sql: A;",
                "20260102000000_more/migration.sql: A;",
                "20260102000000_more/down.sql: B;"),
            List.of(
                "20260101000000 init m/20260101000000_init/migration.sql:1",
                "20260102000000 more m/20260102000000_more/migration.sql:1"
                    + " m/20260102000000_more/down.sql:1")),
        Arguments.of(
            "diesel",
            List.of(
                "00000000000000_diesel_initial_setup/up.sql: A;",
                "2026-01-02-030405_users/up.sql: A;",
                "2026-01-02-030405_users/down.sql: B;",
                "2026-01-03-000000_index/up.sql: A;",
                "2026-01-03-000000_index/metadata.toml: run_in_transaction = false"),
            List.of(
                "00000000000000 diesel_initial_setup m/00000000000000_diesel_initial_setup/up.sql:1",
                "20260102030405 users m/2026-01-02-030405_users/up.sql:1"
                    + " m/2026-01-02-030405_users/down.sql:1",
                "20260103000000 index m/2026-01-03-000000_index/up.sql:1*")),
        Arguments.of(
            "goose",
            List.of(
                "00001_a.sql: -- +goose Up\nA;\n-- +goose StatementBegin\nA;\n-- +goose StatementEnd"
                    + "\n\n-- +goose Down\nB;",
                "00002_b.sql: -- +goose NO TRANSACTION\n-- +goose up\nA;",
                "00003_c.go: package migrations",
                "00003_c_test.go: package migrations",
                "00004_d.sql: -- +goose ENVSUB ON\n-- +goose Up\nA;\n-- +goose Down\nB ${ROLE};",
                "00005_e.sql: -- +goose Up\n-- +goose ENVSUB ON\nA;\n-- +goose ENVSUB OFF\n$$;"),
            List.of(
                "00001 a m/00001_a.sql:1 m/00001_a.sql:7",
                "00002 b m/00002_b.sql:1*",
                "00003 c m/00003_c.go!",
                "00004 d m/00004_d.sql:1 m/00004_d.sql:4",
                "00005 e m/00005_e.sql:1")),
        Arguments.of(
            "node-pg-migrate",
            List.of(
                "1700000000000_a.sql: -- Up Migration\nA;\n\n-- Down Migration\nB;",
                "1700000000001_b.sql: A;",
                "1700000000002_c.js: exports.up = pgm => {}",
                "1700000000003-d.ts: export const up = () => {}"),
            List.of(
                "1700000000000 a m/1700000000000_a.sql:1 m/1700000000000_a.sql:4",
                "1700000000001 b m/1700000000001_b.sql:1",
                "1700000000002 c m/1700000000002_c.js!",
                "1700000000003 d m/1700000000003-d.ts!")),
        Arguments.of(
            "flyway",
            List.of(
                "V1__a.sql: A;",
                "U1__a.sql: B;",
                "V1_2__b.sql: A;",
                "V1.10__c.sql: A;",
                "V1.10__c.sql.conf: executeInTransaction=false\n",
                "V2__D.class: code",
                "V2__D$Row.class: code",
                "V3__e.sql: A;\nA ${owner};",
                "V4__f.sql: A ${owner};",
                "V4__f.sql.conf: # as it stands\nplaceholderReplacement=false\n",
                "B1.2__base.sql: A;",
                "R__views.sql: A;",
                "sub/V5__g.sql: A;"),
            List.of(
                "1 a m/V1__a.sql:1 m/U1__a.sql:1",
                "1.2 b m/V1_2__b.sql:1",
                "1.10 c m/V1.10__c.sql:1*",
                "2 D m/V2__D.class!",
                "3 e m/V3__e.sql:2!",
                "4 f m/V4__f.sql:1",
                "5 g m/sub/V5__g.sql:1",
                "R__views views m/R__views.sql:1")),
        Arguments.of(
            "liquibase",
            List.of(
                "zones.sql: -- Liquibase formatted SQL\n\n-- changeset ada lovelace:b-2"
                    + " labels:x\nA;\n",
                "base/first.sql: \uFEFF--liquibase formatted sql\n--property name:x value:y\n\n"
                    + "--changeset ada:2 runInTransaction:false dbms:\"oracle, postgresql\"\nA;\n"
                    + "--rollback B;\n--rollback B;\n--changeset ada:1\nA ${x};\n"
                    + "--rollback empty\n--changeset bob:\"1 a\" dbms:!postgresql\nA;\n"
                    + "--changeset bob:3 ignore:true\nA;\n--changeset bob:4"
                    + " logicalFilePath:one.sql splitStatements:false\n"
                    + "--preconditions onFail:MARK_RAN\nA;\n/* liquibase rollback\nB;\n*/\n",
                "master.txt: words"),
            List.of(
                "base/first.sql::2::ada  m/base/first.sql:4* m/base/first.sql:6*",
                "base/first.sql::1::ada  m/base/first.sql:9! m/base/first.sql:10",
                "one.sql::4::bob  m/base/first.sql:16! m/base/first.sql:18",
                "zones.sql::b-2::ada lovelace  m/zones.sql:3!")),
        Arguments.of(
            "liquibase",
            List.of(
                "001_a.sql: --liquibase formatted sql\n--changeset a:1\nA;",
                "002_b.sql: --liquibase formatted sql\n--changeset a:1\nA;\n--rollback"
                    + " changesetId:1 changesetAuthor:a",
                "changelog.json: {}"),
            List.of(
                "001_a.sql::1::a  m/001_a.sql:2", "002_b.sql::1::a  m/002_b.sql:2 m/002_b.sql:4!")),
        Arguments.of(
            "flyway",
            List.of("B1__old.sql: A;", "B2__base.sql: A;", "V3__c.sql: A;"),
            List.of("2 base m/B2__base.sql:1", "3 c m/V3__c.sql:1")));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void detectsAndReadsTheFilesOfATool(String layout, List<String> files, List<String> migrations) {
    write(files.toArray(String[]::new));
    Catalog detected = read();
    assertThat(detected.folders().get(0).layout()).isEqualTo(layout);
    assertThat(describe(detected)).isEqualTo(migrations);
    FolderLayout named = FolderLayout.valueOf(layout.toUpperCase(Locale.ROOT).replace('-', '_'));
    assertThat(describe(read(Optional.of(named)))).isEqualTo(migrations);
  }

  static List<Arguments> refused() {
    return List.of(
        Arguments.of("layout", "m/V1__a.sql", List.of("1_a.up.sql: A;", "V1__a.sql: A;")),
        Arguments.of("layout", "m/2_b.sql", List.of("1_a.up.sql: A;", "2_b.sql: -- +goose Up\nA;")),
        Arguments.of(
            "layout", "m/1_b/migration.sql", List.of("1_b/migration.sql: A;", "2_c.up.sql: A;")),
        Arguments.of("file-header", "m/2_b.sql", List.of("1_a.up.sql: A;", "2_b.sql: A;")),
        Arguments.of(
            "file-header", "m/1_a.sql", List.of("1_a.sql: A;", "2_b.sql: -- migrate:up\nA;")),
        Arguments.of("duplicate-version", "m/01_b.sql", List.of("1_a.sql: A;", "01_b.sql: A;")),
        Arguments.of("file-name", "m/b.sql", List.of("1_a.sql: A;", "b.sql: A;")),
        Arguments.of(
            "file-header",
            "m/migration_lock.toml",
            List.of("migration_lock.toml: provider = \"mysql\"", "1_a/migration.sql: A;")),
        Arguments.of(
            "file-name",
            "m/a/migration.sql",
            List.of("1_a/migration.sql: A;", "a/migration.sql: A;")),
        Arguments.of(
            "down-without-up",
            "m/2_b/down.sql",
            List.of("1_a/migration.sql: A;", "2_b/down.sql: B;")),
        Arguments.of(
            "duplicate-version", "m/1_b/up.sql", List.of("1_a/up.sql: A;", "1_b/up.sql: A;")),
        Arguments.of(
            "file-header",
            "m/1_a/metadata.toml",
            List.of("1_a/up.sql: A;", "1_a/metadata.toml: run_in_transactions = false")),
        Arguments.of(
            "layout",
            "m/1_a.sql",
            List.of("1_a.sql: --liquibase formatted sql\n", "2_b.up.sql: A;")),
        Arguments.of(
            "file-header",
            "m/b.sql",
            List.of("a.sql: --liquibase formatted sql\n--changeset a:1\nA;", "b.sql: A;")),
        Arguments.of(
            "file-header",
            "m/a.sql",
            List.of("a.sql: --liquibase formatted sql\n-- words\nA;\n--changeset a:1\nA;")),
        Arguments.of(
            "duplicate-version",
            "a.sql::1::a",
            List.of("a.sql: --liquibase formatted sql\n--changeset a:1\nA;\n--changeset a:1\nB;")),
        Arguments.of(
            "layout",
            "m/main.yaml",
            List.of(
                "a.sql: --liquibase formatted sql\n--changeset a:1\nA;",
                "b.sql: --liquibase formatted sql\n--changeset a:1\nA;",
                "main.yaml: databaseChangeLog:\n")),
        Arguments.of("file-empty", "m/1_a/up.sql", List.of("1_a/up.sql:  \n")),
        Arguments.of("file-header", "m/1_a.sql", List.of("1_a.sql: -- +goose Upp\nA;")),
        Arguments.of("file-header", "m/1_a.sql", List.of("1_a.sql: -- +goose Down\nA;")),
        Arguments.of(
            "file-header",
            "m/1_a.sql",
            List.of("1_a.sql: -- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose Down\nB;")),
        Arguments.of(
            "duplicate-version",
            "m/001_b.sql",
            List.of("001_b.sql: -- +goose Up\nA;", "1_a.sql: -- +goose Up\nA;")),
        Arguments.of(
            "file-header",
            "m/1_a.sql",
            List.of("1_a.sql: -- Up Migration\nA;\n-- Down Migration\nB;\n-- Up Migration\nA;")),
        Arguments.of(
            "duplicate-version", "m/V1__a.sql", List.of("V1__a.sql: A;", "V01__b.sql: A;")),
        Arguments.of(
            "duplicate-version", "m/sub/R__a.sql", List.of("R__a.sql: A;", "sub/R__a.sql: A;")),
        Arguments.of("down-without-up", "m/U2__b.sql", List.of("V1__a.sql: A;", "U2__b.sql: B;")),
        Arguments.of(
            "file-name", "m/afterMigrate.sql", List.of("V1__a.sql: A;", "afterMigrate.sql: A;")),
        Arguments.of(
            "file-header",
            "m/V1__a.sql.conf",
            List.of("V1__a.sql: A;", "V1__a.sql.conf: shouldExecute=false")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatItCannotFollowAndNamesTheFile(String code, String file, List<String> files) {
    write(files.toArray(String[]::new));
    LockkeeperException refusal = refusal(Optional.empty());
    assertThat(refusal.code().id()).isEqualTo(code);
    assertThat(refusal.getMessage()).contains(file);
  }

  @Test
  void aNamedLayoutSettlesWhatTheNamesLeaveOpen() {
    write("1_a.up.sql: -- no-transaction\nA;", "1_a.down.sql: B;");
    assertThat(refusal(Optional.empty()).code()).isEqualTo(ErrorCode.LAYOUT);
    assertThat(describe(read(Optional.of(FolderLayout.SQLX))))
        .containsExactly("1 a m/1_a.up.sql:1* m/1_a.down.sql:1");
  }

  @Test
  void neverRunsTheWayDownOfAFileThatIsTakenForSqlx() {
    write("1_a.sql: CREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;");
    LockkeeperException refusal = refusal(Optional.of(FolderLayout.SQLX));
    assertThat(refusal.place().orElseThrow()).hasToString("m/1_a.sql:2");
  }

  @Test
  void headersCountInEveryLayout() {
    write(
        "V1__a.sql: -- lockkeeper: phase=post irreversible=\"no\"\nA;",
        "V2__b.sql: -- lockkeeper: phase=never\nA;");
    assertThatThrownBy(this::read)
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("m/V2__b.sql:1");
    folder.delete("V2__b.sql");
    Migration migration = read().all().iterator().next();
    assertThat(migration.phase().id()).isEqualTo("post");
    assertThat(migration.irreversible()).contains("no");
  }

  @Test
  void aScriptThatCannotRunIsComparedLikeAnyOther() {
    write("V1__a.sql: SELECT '${a}';");
    Body before = read().all().iterator().next().up();
    write("V1__a.sql: -- who\nSELECT\n  '${a}';");
    Body after = read().all().iterator().next().up();
    assertThat(after.exactChecksum()).isNotEqualTo(before.exactChecksum());
    assertThat(after.canonicalChecksum()).isEqualTo(before.canonicalChecksum());
  }
}
