package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which database is meant when several places name one. */
class DatabasePrecedenceTest {
  /** Every way to name a database, strongest first; each names another one. */
  private enum Way {
    URL("postgres://option:5432/one"),
    LOCKKEEPER("postgres://lockkeeper:5432/two"),
    DATABASE("postgres://database:5432/three"),
    DB("postgres://db:5432/four"),
    POSTGRES("postgres://postgres:5432/five"),
    PG("postgres://pg:5432/six"),
    FILE("postgres://file:5432/seven");

    private final String address;

    Way(String address) {
      this.address = address;
    }

    void apply(TestProject project) {
      switch (this) {
        case URL -> project.url("postgres://option/one");
        case LOCKKEEPER -> project.set("LOCKKEEPER_URL", "postgres://lockkeeper/two");
        case DATABASE -> project.set("DATABASE_URL", "postgres://database/three");
        case DB -> project.setAll("DB_HOST=db DB_NAME=four");
        case POSTGRES -> project.setAll("POSTGRES_HOST=postgres POSTGRES_DATABASE_NAME=five");
        case PG -> project.setAll("PGHOST=pg PGDATABASE=six");
        case FILE -> project.yaml("url: postgres://file/seven");
      }
    }
  }

  @TempDir Path temp;
  private TestProject project;

  @BeforeEach
  void newProject() {
    project = new TestProject(temp);
  }

  static List<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (Way stronger : Way.values()) {
      for (Way weaker : Way.values()) {
        if (stronger.ordinal() <= weaker.ordinal()) {
          pairs.add(Arguments.of(stronger, weaker));
        }
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void b6_theStrongerOfTwoWaysWinsAndEachWorksAlone(Way stronger, Way weaker) {
    weaker.apply(project);
    stronger.apply(project);
    assertThat(project.address()).isEqualTo(stronger.address);
  }

  @Test
  void allWaysAtOnceGiveTheOption() {
    for (Way way : Way.values()) {
      way.apply(project);
    }
    assertThat(project.address()).isEqualTo(Way.URL.address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DB_HOST=h DB_PORT=6000 DB_NAME=n DB_USER=u DB_PASS=p     | postgres://u:***@h:6000/n | p",
        "DB_HOST=h DB_NAME=n DB_USER=u DB_PASSWORD=p              | postgres://u:***@h:5432/n | p",
        "DB_HOST=h DB_NAME=n DB_USER=u DB_PASS=p DB_PASSWORD=p    | postgres://u:***@h:5432/n | p",
        "DB_HOST=h DB_NAME=n DB_SSLMODE=require      | postgres://h:5432/n?sslmode=require | ''",
        "POSTGRES_HOST=h POSTGRES_PORT=6000 POSTGRES_USER=u POSTGRES_PASSWORD=p"
            + " POSTGRES_DATABASE_NAME=n                          | postgres://u:***@h:6000/n | p",
        "POSTGRES_HOST=h POSTGRES_USER=u POSTGRES_DB=n            | postgres://u@h:5432/n | ''",
        "PGHOST=h PGPORT=6000 PGDATABASE=n PGUSER=u PGPASSWORD=p  | postgres://u:***@h:6000/n | p",
        "PGHOST=h PGDATABASE=n PGSSLMODE=verify-full PGSSLROOTCERT=/ca.pem"
            + "               | postgres://h:5432/n?sslmode=verify-full&sslrootcert=*** | ''",
        "PGHOST=/run/pg PGDATABASE=n                              | postgres:///n?host=/run/pg | ''",
        "LOCKKEEPER_URL=embedded                                  | embedded | ''",
        "DATABASE_URL=embedded                                    | embedded | ''",
      })
  void b6_acceptsTheVariablesThatPlatformsAndFrameworksSet(
      String variables, String address, String password) {
    project.setAll(variables);
    assertThat(project.address()).isEqualTo(address);
    assertThat(project.password()).isEqualTo(password);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DB_HOST=h INSTANCE_CONNECTION_NAME=p:r:i                           | postgres://h:5432/n",
        "DB_HOST=/cloudsql/p:r:i                       | postgres:///n?host=/cloudsql/p:r:i",
        "INSTANCE_CONNECTION_NAME=p:r:i                | postgres:///n?host=/cloudsql/p:r:i",
        "CLOUD_SQL_CONNECTION_NAME=p:r:i               | postgres:///n?host=/cloudsql/p:r:i",
        "INSTANCE_CONNECTION_NAME=example.com:p:r:i    | postgres:///n?host=/cloudsql/example.com:p:r:i",
      })
  void b5_takesTheHostElseTheSocketOfTheCloudSqlInstance(String variables, String address) {
    project.setAll("DB_NAME=n " + variables);
    assertThat(project.address()).isEqualTo(address);
  }

  @Test
  void b5_namesTheVariableThatHoldsNoInstance() {
    project.setAll("DB_NAME=n INSTANCE_CONNECTION_NAME=../etc");
    assertThat(project.failure())
        .hasMessage(
            "INSTANCE_CONNECTION_NAME (environment) is not of the form PROJECT:REGION:INSTANCE");
  }

  @Test
  void b5_refusesASocketPathThatIsTooLong() {
    project.setAll("DB_NAME=n INSTANCE_CONNECTION_NAME=p:r:" + "i".repeat(100));
    assertThat(project.failure()).hasMessageContaining("107");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DB_HOST=h PGDATABASE=n                | DB_HOST (environment) is set but DB_NAME is not",
        "DB_NAME=n PGHOST=h                    | DB_NAME (environment) is set but DB_HOST is not",
        "POSTGRES_HOST=h DB_NAME=n  | POSTGRES_HOST (environment) is set but POSTGRES_DATABASE_NAME",
        "PGDATABASE=n POSTGRES_PASSWORD=p  | PGDATABASE (environment) is set but PGHOST is not",
        "INSTANCE_CONNECTION_NAME=p:r:i  | INSTANCE_CONNECTION_NAME (environment) is set but DB_NAME",
      })
  void b6_neverMixesFamiliesAndNamesWhatIsMissing(String variables, String missing) {
    project.setAll(variables);
    assertThat(project.failure().code()).isEqualTo(ErrorCode.NO_DATABASE);
    assertThat(project.failure()).hasMessageContaining(missing);
  }

  @Test
  void aHalfSetFamilyIsPassedOverWithAWarning() {
    project.setAll("DB_HOST=h DB_USER=u DB_PASS=x PGHOST=pg PGDATABASE=n");
    assertThat(project.address()).isEqualTo("postgres://pg:5432/n");
    assertThat(project.database().warnings())
        .containsExactly(
            "DB_HOST (environment) is set but DB_NAME is not, so the DB_* variables are not used");
  }

  @ParameterizedTest
  @CsvSource({
    "DB_PASS=a DB_PASSWORD=b, DB_PASS (environment) and DB_PASSWORD (environment)",
    "POSTGRES_HOST=h POSTGRES_DATABASE_NAME=a POSTGRES_DB=b,"
        + " POSTGRES_DATABASE_NAME (environment) and POSTGRES_DB (environment)",
    "INSTANCE_CONNECTION_NAME=a:b:c CLOUD_SQL_CONNECTION_NAME=a:b:d,"
        + " INSTANCE_CONNECTION_NAME (environment) and CLOUD_SQL_CONNECTION_NAME (environment)",
  })
  void twoSpellingsThatContradictEachOtherAreRefused(String variables, String names) {
    project.setAll(variables);
    if (variables.startsWith("DB_PASS")) {
      project.setAll("DB_HOST=h DB_NAME=n");
    } else if (variables.startsWith("INSTANCE")) {
      project.setAll("DB_NAME=n");
    }
    assertThat(project.failure()).hasMessage(names + " contradict each other");
  }

  @Test
  void anEmptyVariableCountsAsNotSet() {
    project.set("DATABASE_URL", "").set("DB_HOST", " ").setAll("PGHOST=h PGDATABASE=n");
    assertThat(project.address()).isEqualTo("postgres://h:5432/n");
    assertThat(project.database().warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "65536", "abc", "-1"})
  void aWrongPortIsNamed(String port) {
    project.setAll("DB_HOST=h DB_NAME=n DB_PORT=" + port);
    assertThat(project.failure())
        .hasMessage("DB_PORT (environment) is not a number from 1 to 65535");
  }

  @Test
  void aUrlOfTheFileMayBeNothingButAReference() {
    project.yaml("url: ${WHOLE}").set("WHOLE", "postgres://app@db/orders");
    assertThat(project.address()).isEqualTo("postgres://app@db:5432/orders");
  }

  @Test
  void aServiceFileIsRefusedWithAHint() {
    project.setAll("PGSERVICE=orders");
    assertThat(project.failure().hint()).hasValueSatisfying(h -> assertThat(h).contains("PGHOST"));
    project.set("DATABASE_URL", "postgres://h/n");
    assertThat(project.address()).isEqualTo("postgres://h:5432/n");
  }

  @ParameterizedTest
  @CsvSource({
    "sm://hunter2, this is no name of a secret",
    "mysql://app:hunter2@h/n, mysql is not supported",
    "hunter2, not a PostgreSQL URL",
    "postgres://app:hunter2@h, names no database",
  })
  void aWrongUrlNamesItsVariableAndNotItsContent(String url, String message) {
    project.set("DATABASE_URL", url);
    LockkeeperException failure = project.failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure)
        .hasMessageStartingWith("DATABASE_URL (environment): ")
        .hasMessageContaining(message);
    assertThat(failure.toString()).doesNotContain("hunter2");
  }

  @Test
  void withoutAnyDatabaseACommandThatNeedsOneSaysWhatToSet() {
    LockkeeperException failure = project.failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.NO_DATABASE);
    assertThat(failure.code().outcome().exitCode()).isEqualTo(2);
    assertThat(failure.hint())
        .hasValueSatisfying(
            hint -> assertThat(hint).contains("DATABASE_URL", "--url", "lockkeeper.yaml"));
    assertThat(project.read(DatabaseNeed.OPTIONAL).database()).isEmpty();
  }

  @Test
  void aCommandWithoutDatabaseDoesNotLookAtAddresses() {
    project.set("DATABASE_URL", "nonsense");
    assertThat(project.read(DatabaseNeed.NONE).database()).isEmpty();
  }

  @Test
  void b6_everyPartOfTheAddressHasARedactedOrigin() {
    project.set("DATABASE_URL", "postgres://app:hunter2@db:5432/orders");
    assertThat(project.database().origins())
        .extracting(Origin::toString)
        .contains(
            "database url from DATABASE_URL (environment): postgres://app:***@db:5432/orders");
    project.set("DATABASE_URL", "").setAll("DB_HOST=h DB_NAME=n DB_USER=u DB_PASS=hunter2");
    assertThat(project.database().origins())
        .extracting(Origin::toString)
        .containsExactly(
            "environment from default: default",
            "database host from DB_HOST (environment): h",
            "database port from default: 5432",
            "database name from DB_NAME (environment): n",
            "database user from DB_USER (environment): u",
            "database password from DB_PASS (environment): ***");
  }
}
