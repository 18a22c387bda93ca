package dev.lockkeeper.guard.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.relay.RelayAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChildEnvironmentTest {
  private static final String LOGIN = "deploy%20er:one-time_0123456789@127.0.0.1:50123/shop";

  private static ChildEnvironment of(Map<String, String> inherited) {
    return of(inherited, Map.of(), Example.given());
  }

  private static ChildEnvironment of(
      Map<String, String> inherited, Map<String, String> templates, Secrets given) {
    return ChildEnvironment.of(inherited, Example.relay(), templates, given, Example.RUN_ID);
  }

  @Test
  void givesTheRelaysAddressInEveryUsualSpelling() {
    assertThat(of(Map.of()).variables())
        .containsExactlyInAnyOrderEntriesOf(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("PGHOST", "127.0.0.1"),
                    Map.entry("PGPORT", "50123"),
                    Map.entry("PGDATABASE", "shop"),
                    Map.entry("PGUSER", "deploy er"),
                    Map.entry("PGPASSWORD", Example.ONE_TIME),
                    Map.entry("PGSSLMODE", "disable"),
                    Map.entry("DATABASE_URL", "postgres://" + LOGIN + "?sslmode=disable"),
                    Map.entry("DB_HOST", "127.0.0.1"),
                    Map.entry("DB_PORT", "50123"),
                    Map.entry("DB_NAME", "shop"),
                    Map.entry("DB_USER", "deploy er"),
                    Map.entry("DB_PASS", Example.ONE_TIME),
                    Map.entry("DB_PASSWORD", Example.ONE_TIME),
                    Map.entry("POSTGRES_HOST", "127.0.0.1"),
                    Map.entry("POSTGRES_PORT", "50123"),
                    Map.entry("POSTGRES_DB", "shop"),
                    Map.entry("POSTGRES_DATABASE_NAME", "shop"),
                    Map.entry("POSTGRES_USER", "deploy er"),
                    Map.entry("POSTGRES_PASSWORD", Example.ONE_TIME),
                    Map.entry(
                        "FLYWAY_URL", "jdbc:postgresql://127.0.0.1:50123/shop?sslmode=disable"),
                    Map.entry("FLYWAY_USER", "deploy er"),
                    Map.entry("FLYWAY_PASSWORD", Example.ONE_TIME),
                    Map.entry(
                        "LIQUIBASE_COMMAND_URL",
                        "jdbc:postgresql://127.0.0.1:50123/shop?sslmode=disable"),
                    Map.entry("LIQUIBASE_COMMAND_USERNAME", "deploy er"),
                    Map.entry("LIQUIBASE_COMMAND_PASSWORD", Example.ONE_TIME),
                    Map.entry("LOCKKEEPER_RUN_ID", Example.RUN_ID))));
  }

  @Test
  void passesOnWhatHasNothingToDoWithTheDatabase() {
    Map<String, String> own =
        Map.of(
            "PATH", "/usr/bin",
            "HOME", "/root",
            "DJANGO_SETTINGS_MODULE", "shop.settings",
            "SECRET_KEY", "the program's own secret",
            "PGOPTIONS", "-c search_path=app",
            "PGAPPNAME", "migrate",
            "PGCLIENTENCODING", "UTF8");
    assertThat(of(own).variables()).containsAllEntriesOf(own);
    assertThat(of(own).withheld()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PGHOSTADDR",
        "PGSERVICE",
        "PGSERVICEFILE",
        "PGPASSFILE",
        "PGSSLCERT",
        "PGSSLKEY",
        "PGSSLROOTCERT",
        "PGSSLNEGOTIATION",
        "PGREQUIREAUTH",
        "PGTARGETSESSIONATTRS",
        "PGPASSWORD_FILE",
        "DB_PASS_FILE",
        "DATABASE_URL_FILE",
        "POSTGRES_PASSWORD_FILE",
        "INSTANCE_CONNECTION_NAME",
        "CLOUD_SQL_CONNECTION_NAME",
        "LOCKKEEPER_URL",
        "LOCKKEEPER_URL_FILE"
      })
  void takesAwayWhatWouldLeadPastTheRelay(String name) {
    ChildEnvironment environment = of(Map.of(name, "p:r:i"));
    assertThat(environment.variables()).doesNotContainKey(name);
    assertThat(environment.replaced()).containsExactly(name);
  }

  @Test
  void leavesTheNameOfAnInstanceWhoseSocketIsTheRelays() {
    RelayAddress relay = Example.relay("/cloudsql/p:r:i");
    Map<String, String> inherited = Map.of("INSTANCE_CONNECTION_NAME", "p:r:i");
    assertThat(
            ChildEnvironment.of(inherited, relay, Map.of(), Example.given(), Example.RUN_ID)
                .variables())
        .containsEntry("INSTANCE_CONNECTION_NAME", "p:r:i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "real p@ss+word",
        "postgres://a:real%20p%40ss%2bword@elsewhere/db",
        "postgres://a:real+p%40ss%2Bword@elsewhere/db",
        "{\"password\": \"real p@ss+word\"}"
      })
  void withholdsEveryVariableThatHoldsThePassword(String value) {
    ChildEnvironment environment = of(Map.of("REPLICA", value));
    assertThat(environment.variables()).doesNotContainKey("REPLICA");
    assertThat(environment.withheld()).containsExactly("REPLICA");
    assertThat(environment).hasToString(environment.variables().size() + " variables");
  }

  @Test
  void doesNotTakeAwayThePathWhenThePasswordIsAWord() {
    Map<String, String> inherited =
        Map.of("PATH", "/usr/local/bin", "HOME", "/home/local", "MODE", "local");
    ChildEnvironment environment = of(inherited, Map.of(), Example.given("local"));
    assertThat(environment.variables()).containsKeys("PATH", "HOME").doesNotContainKey("MODE");
  }

  @Test
  void noticesAPasswordThatIsTheNameOfTheDatabaseWhereItIsUsed() {
    Map<String, String> inherited =
        Map.of(
            "SHOP_URL", "https://shop.example.org",
            "REPLICA_URL", "postgres://reader:shop@replica/db",
            "APP_DB_PASSWORD", "shop");
    ChildEnvironment environment = of(inherited, Map.of(), Example.given("shop"));
    assertThat(environment.withheld()).containsExactly("APP_DB_PASSWORD", "REPLICA_URL");
    assertThat(environment.variables()).containsKey("SHOP_URL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "postgresql://u:p@h/d postgresql://LOGIN?sslmode=disable",
        "postgis://u:p@h:1/d postgis://LOGIN?sslmode=disable",
        "postgresql+psycopg2://u:p@h/d postgresql+psycopg2://LOGIN",
        "postgresql+asyncpg://u@/d?host=/cloudsql/a:b:c postgresql+asyncpg://LOGIN",
        "postgres://u:p@h/d?schema=app&sslmode=require&connect_timeout=3"
            + " postgres://LOGIN?schema=app&connect_timeout=3&sslmode=disable",
        "postgresql://h/d?user=u&password=p&options=-csearch_path%3Dapp&channel_binding=require"
            + " postgresql://LOGIN?options=-csearch_path%3Dapp&sslmode=disable",
        "postgres://h/d?note=real%20p%40ss%2Bword postgres://LOGIN?sslmode=disable",
        "mysql://u:p@h/d postgres://LOGIN?sslmode=disable",
        "nonsense postgres://LOGIN?sslmode=disable",
        "jdbc:postgresql://h/d?user=u&password=p&currentSchema=app"
            + " jdbc:postgresql://127.0.0.1:50123/shop?currentSchema=app&sslmode=disable"
            + "&user=deploy%20er&password=one-time_0123456789"
      })
  void keepsTheFormOfTheUrlThatTheProgramIsUsedTo(String inherited, String expected) {
    assertThat(of(Map.of("DATABASE_URL", inherited)).variables())
        .containsEntry("DATABASE_URL", expected.replace("LOGIN", LOGIN));
  }

  @Test
  void keepsTheSchemaInAJdbcUrl() {
    assertThat(
            of(Map.of("FLYWAY_URL", "jdbc:postgresql://h/d?user=u&currentSchema=app")).variables())
        .containsEntry(
            "FLYWAY_URL",
            "jdbc:postgresql://127.0.0.1:50123/shop?currentSchema=app&sslmode=disable");
  }

  @Test
  void fillsTemplates() {
    Map<String, String> templates =
        Map.of(
            "SQLALCHEMY_URL", "postgresql+psycopg2://{user}:{password}@{host}:{port}/{database}",
            "DSN", "host={host} user='{user}'",
            "JSON", "{{\"port\": {port}}",
            "DB_NAME", "of my own");
    assertThat(of(Map.of(), templates, Example.given()).variables())
        .containsEntry("SQLALCHEMY_URL", "postgresql+psycopg2://" + LOGIN)
        .containsEntry("DSN", "host=127.0.0.1 user='deploy er'")
        .containsEntry("JSON", "{\"port\": 50123}")
        .containsEntry("DB_NAME", "of my own");
  }

  @Test
  void fillsTheSocketOfATemplate() {
    Map<String, String> templates = Map.of("SOCKET", "postgres:///{database}?host={socket}");
    RelayAddress relay = Example.relay("/tmp/my socket");
    assertThat(
            ChildEnvironment.of(Map.of(), relay, templates, Example.given(), Example.RUN_ID)
                .variables())
        .containsEntry("SOCKET", "postgres:///shop?host=%2Ftmp%2Fmy%20socket");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{pasword}|there is no {pasword}",
        "{user|a brace begins nothing",
        "{socket}|no socket",
        "postgres://u:real%20p%40ss%2Bword@h/d|holds the database's password"
      })
  void refusesWrongTemplates(String template, String expected) {
    LockkeeperException failure =
        catchThrowableOfType(
            LockkeeperException.class,
            () -> of(Map.of(), Map.of("MY_URL", template), Example.given()));
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure).hasMessageContaining("MY_URL").hasMessageContaining(expected);
    assertThat(failure.hint()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PGHOST|db.example.org|true",
        "PGHOST|{host}|false",
        "PGHOST|127.0.0.1|false",
        "PGHOST|{socket}|false",
        "PGPORT|5432|true",
        "PGPORT|{port}|false",
        "PGSERVICE|orders|true",
        "PGUSER|ada|false",
        "PGSSLMODE|require|false",
        "DB_HOST_FILE|/run/secrets/host|true",
        "DATABASE_URL|postgres://ada@db/orders|true",
        "DATABASE_URL|postgres://{user}:{password}@{host}:{port}/{database}|false",
        "SQLALCHEMY_URL|postgresql+psycopg2://ada@db/orders|true",
        "HOMEPAGE|https://example.org|false",
        "INSTANCE_CONNECTION_NAME|p:r:i|false",
        "INSTANCE_CONNECTION_NAME|p:r:other|true"
      })
  void knowsTheVariablesThatLeadPastTheRelay(String name, String template, boolean leads) {
    List<String> found = Template.pastRelay(Map.of(name, template), Optional.of("/cloudsql/p:r:i"));
    assertThat(found).isEqualTo(leads ? List.of(name) : List.of());
  }
}
