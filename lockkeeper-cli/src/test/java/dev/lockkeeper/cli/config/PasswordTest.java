package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the password comes from: the address itself, a variable, a file. */
class PasswordTest {
  @TempDir Path temp;
  private TestProject project;

  @BeforeEach
  void newProject() {
    project = new TestProject(temp).set("DATABASE_URL", "postgres://app@db:5432/orders");
  }

  @Test
  void comesFromTheAddressThenTheVariableThenTheFile() {
    assertThat(project.password()).isEmpty();
    project.file("home/.pgpass", "db:5432:orders:app:from-file\n");
    assertThat(project.password()).isEqualTo("from-file");
    project.set("PGPASSWORD", "from-variable");
    assertThat(project.password()).isEqualTo("from-variable");
    project.set("DATABASE_URL", "postgres://app:from-address@db/orders");
    assertThat(project.password()).isEqualTo("from-address");
  }

  @Test
  void itsOriginIsNamed() {
    project.set("PGPASSWORD", "hunter2");
    assertThat(project.database().origins())
        .contains(new Origin("database password", "PGPASSWORD (environment)", "***"));
    project.set("PGPASSWORD", "").file("home/.pgpass", "*:*:*:*:hunter2\n");
    assertThat(project.database().origins())
        .contains(new Origin("database password", temp.resolve("home/.pgpass").toString(), "***"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "db:5432:orders:app:secret                             | secret",
        "*:*:*:*:secret                                        | secret",
        "db:5433:orders:app:no\\ndb:5432:orders:app:yes        | yes",
        "*:*:*:app:first\\ndb:5432:orders:app:second           | first",
        "#db:5432:orders:app:no                                | ~~",
        "db:5432:other:app:no                                  | ~~",
        "db:5432:orders:root:no                                | ~~",
        "other:5432:orders:app:no                              | ~~",
        "db:5432:orders:app                                    | ~~",
        "d\\\\b:5432:orders:app:escaped-b                      | escaped-b",
        "db:5432:orders:app:a\\\\:b\\\\\\\\c                   | a:b\\c",
        "db:5432:orders:app:before:behind                      | before",
      })
  void aPasswordFileIsReadAsLibpqReadsIt(String lines, String password) {
    String content = lines.replace("\\n", "\n").replace("\\\\", "\\");
    project.file("home/.pgpass", content + "\n");
    assertThat(project.password()).isEqualTo(password.replace("\\\\", "\\"));
  }

  @Test
  void aPasswordFileCanBeNamedAndKnowsSockets() {
    project.file("pass", "localhost:*:*:*:default\n/cloudsql/p\\:r\\:i:*:*:*:cloud\n");
    project.set("PGPASSFILE", temp.resolve("pass").toString());
    project.set("DATABASE_URL", "postgres:///orders?host=/cloudsql/p:r:i");
    assertThat(project.password()).isEqualTo("cloud");
    project.set("DATABASE_URL", "postgres:///orders?host=/var/run/postgresql");
    assertThat(project.password()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void aPasswordFileThatOthersMayOpenIsNotUsed(String permissions) throws IOException {
    project.file("home/.pgpass", "*:*:*:*:hunter2\n");
    Path file = temp.resolve("home/.pgpass");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThat(project.password()).isEmpty();
    assertThat(project.database().warnings())
        .containsExactly(
            "the password file "
                + file
                + " can be read by group or others and is not used; chmod 0600 it");
  }

  @ParameterizedTest
  @CsvSource({
    "LOCKKEEPER_URL_FILE, postgres://app:hunter2@db/orders, ''",
    "DATABASE_URL_FILE, postgres://app:hunter2@db/orders, ''",
    "DB_PASS_FILE, hunter2, DB_HOST=db DB_NAME=orders DB_USER=app",
    "DB_PASSWORD_FILE, hunter2, DB_HOST=db DB_NAME=orders DB_USER=app",
    "POSTGRES_PASSWORD_FILE, hunter2, POSTGRES_HOST=db POSTGRES_DB=orders POSTGRES_USER=app",
    "PGPASSWORD_FILE, hunter2, PGHOST=db PGDATABASE=orders PGUSER=app",
    "DB_NAME_FILE, orders, DB_HOST=db DB_USER=app DB_PASS=hunter2",
  })
  void anyVariableMayNameAFileInstead(String variable, String content, String others) {
    project.set("DATABASE_URL", "").setAll(others);
    project.file("secrets/one", content + "\r\n").set(variable, "secrets/one");
    assertThat(project.address()).isEqualTo("postgres://app:***@db:5432/orders");
    assertThat(project.password()).isEqualTo("hunter2");
    assertThat(project.database().origins())
        .extracting(Origin::source)
        .contains(variable + " (environment)");
  }

  @Test
  void aVariableAndItsFileAtOnceAreRefused() {
    project.file("one", "x").set("DATABASE_URL_FILE", "one");
    assertThat(project.failure())
        .hasMessage("DATABASE_URL and DATABASE_URL_FILE are both set (environment)");
  }

  @Test
  void aFileThatIsMissingOrEmptyIsNamed() {
    project.set("PGPASSWORD_FILE", "absent");
    assertThat(project.failure())
        .hasMessage(
            "cannot read the file that PGPASSWORD_FILE names, absent: there is no such file");
    project.file("absent", "\n");
    assertThat(project.failure())
        .hasMessage("the file that PGPASSWORD_FILE names is empty: absent");
  }

  @Test
  void aPasswordOnTheCommandLineWorksWithAWarning() {
    project.url("postgres://app:hunter2@db/orders");
    assertThat(project.password()).isEqualTo("hunter2");
    assertThat(project.database().warnings()).singleElement().asString().contains("--url");
    project.url("postgres://app@db/orders");
    assertThat(project.database().warnings()).isEmpty();
  }

  @Test
  void d13_aPasswordWrittenIntoTheFileIsWarnedOf() {
    project.set("DATABASE_URL", "").yaml("down: optional", "url: postgres://app:hunter2@db/orders");
    assertThat(project.database().warnings())
        .containsExactly(
            "lockkeeper.yaml:2 holds a password; write ${NAME} there and set the variable NAME");
  }

  @Test
  void anSslModeThatIsNotUsedIsWarnedOf() {
    project.set("PGSSLMODE", "verify-full");
    assertThat(project.database().warnings())
        .containsExactly(
            "PGSSLMODE (environment) is not used, because the address comes from DATABASE_URL"
                + " (environment); give sslmode there");
    project.set("DATABASE_URL", "postgres://app@db:5432/orders?sslmode=require");
    assertThat(project.database().warnings()).isEmpty();
  }
}
