package dev.lockkeeper.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "postgres://app@db.example.org:6432/orders      | db.example.org | 6432 | orders | app | -",
        "postgresql://app:pw@db/orders                  | db | 5432 | orders | app | pw",
        "POSTGRES://app:pw@db/orders                    | db | 5432 | orders | app | pw",
        "postgresql+psycopg2://app:pw@db/orders         | db | 5432 | orders | app | pw",
        "postgis://app:pw@db/orders                     | db | 5432 | orders | app | pw",
        "postgres://db/orders                           | db | 5432 | orders | '' | -",
        "postgres://db:/orders                          | db | 5432 | orders | '' | -",
        "postgres:///orders                             | localhost | 5432 | orders | '' | -",
        "jdbc:postgresql:orders                         | localhost | 5432 | orders | '' | -",
        "jdbc:postgresql://db:5433/orders?user=a&password=b | db | 5433 | orders | a | b",
        "jdbc:postgresql:/?user=a&dbname=orders         | localhost | 5432 | orders | a | -",
        "postgres://app:@db/orders                      | db | 5432 | orders | app | ''",
        "postgres://app:p%40s%3As%2Fw%3Fr%25d@db/orders | db | 5432 | orders | app | p@s:s/w?r%d",
        "postgres://app:a+b@db/orders                   | db | 5432 | orders | app | a+b",
        "postgres://app:p@ss:w@db/orders                | db | 5432 | orders | app | p@ss:w",
        "postgres://a%40b:pw@db/my%20orders             | db | 5432 | my orders | a@b | pw",
        "postgres://app@[::1]:5433/orders               | ::1 | 5433 | orders | app | -",
        "postgres://app:pw@/orders?host=/cloudsql/p:r:i | /cloudsql/p:r:i | 5432 | orders | app | pw",
        "postgres://app@%2Fvar%2Frun/orders             | /var/run | 5432 | orders | app | -",
        "postgres:///orders?host=/tmp&port=5433&user=a  | /tmp | 5433 | orders | a | -",
      })
  void readsAnAddress(
      String url, String host, int port, String database, String user, String password) {
    DatabaseAddress address = DatabaseAddress.parse(url);
    assertThat(address)
        .isEqualTo(
            new DatabaseAddress(
                host,
                port,
                database,
                user,
                Optional.ofNullable(password).map(Secret::of),
                Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "mysql://app:hunter2@db/orders",
        "//app:hunter2@db/orders",
        "postgres://app:hunter2@db",
        "postgres://app:hunter2@db/",
        "postgres://app:hunter2@db:port/orders",
        "postgres://app:hunter2@db:0/orders",
        "postgres://app:hunter2@db:65536/orders",
        "postgres://app:hunter2/x@db/orders",
        "postgres://app:1/hunter2@db/orders",
        "postgres://app:hunter2?x@db/orders",
        "postgres://app:1?hunter2@db/orders",
        "postgres://app:hunter2%@db/orders",
        "postgres://app:hunter2%zz@db/orders",
        "postgres://app:hunter2@db1,db2/orders",
        "postgres://app:hunter2@db1:5432,db2:5432/orders",
        "postgres://db/orders?hunter2",
        "postgres://db/orders?=hunter2",
        "postgres://db/orders?password=hunter2&host=a,b",
      })
  void refusesWhatIsNoAddressAndNeverRepeatsIt(String url) {
    LockkeeperException failure =
        catchThrowableOfType(LockkeeperException.class, () -> DatabaseAddress.parse(url));
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure.hint()).isPresent();
    assertThat(failure.getMessage() + failure.hint()).doesNotContain("hunter2");
    assertThat(failure).hasNoCause();
  }

  @Test
  void translatesTheParameterNamesOfLibpq() {
    DatabaseAddress address =
        DatabaseAddress.parse(
            "postgres://db/orders?sslmode=verify-full&channel_binding=require&connect_timeout=3");
    assertThat(address.parameters())
        .isEqualTo(
            Map.of("sslmode", "verify-full", "channelBinding", "require", "connectTimeout", "3"));
  }

  @Test
  void showsNeitherThePasswordNorUnknownParameters() {
    assertThat(
            DatabaseAddress.parse(
                "postgres://app:hunter2@db/orders?sslmode=require&sslpassword=hunter2"))
        .hasToString("postgres://app:***@db:5432/orders?sslmode=require&sslpassword=***");
    assertThat(DatabaseAddress.parse("postgres:///orders?host=/run&port=1&user=a&password=hunter2"))
        .hasToString("postgres://a:***@/orders?host=/run&port=1");
    assertThat(DatabaseAddress.parse("postgres://[::1]/orders"))
        .hasToString("postgres://[::1]:5432/orders");
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://a@localhost/o, postgres://b:pw@127.0.0.1:5432/o?sslmode=require, true",
    "postgres://[::1]/o, postgres://localhost/o, true",
    "postgres://DB/o, postgres://db/o, true",
    "postgres:///o?host=/run/, postgres:///o?host=/run, true",
    "postgres://db/o, postgres://db:5433/o, false",
    "postgres://db/o, postgres://db/O, false",
    "postgres://db/o, postgres://db2/o, false",
    "postgres:///o?host=/run, postgres:///o, false",
    "postgres:///o?host=/cloudsql/p:r:i, postgres:///o?cloudSqlInstance=p:r:i, true",
    "postgres:///o?cloudSqlInstance=p:r:i, postgres:///o?cloudSqlInstance=p:r:j, false",
    "postgres:///o?cloudSqlInstance=p:r:i, postgres:///o, false",
  })
  void comparesDatabasesByHostPortAndName(String one, String other, boolean isSame) {
    assertThat(DatabaseAddress.parse(one).isSameDatabase(DatabaseAddress.parse(other)))
        .isEqualTo(isSame);
  }

  @Test
  void namesTheSocketFile() {
    assertThat(DatabaseAddress.parse("postgres:///o?host=/cloudsql/p:r:i").socketFile())
        .contains("/cloudsql/p:r:i/.s.PGSQL.5432");
    assertThat(DatabaseAddress.parse("postgres://db/o").socketFile()).isEmpty();
  }

  @Test
  void namesAnInstanceOfCloudSql() {
    DatabaseAddress socket = DatabaseAddress.parse("postgres://a@/o?host=/cloudsql/p:r:i/");
    DatabaseAddress instance = socket.byConnector().orElseThrow();
    assertThat(instance.instance()).hasValue("p:r:i");
    assertThat(instance.isSocket()).isFalse();
    assertThat(instance.display()).isEqualTo("p:r:i/o");
    assertThat(instance).hasToString("postgres://a@localhost:5432/o?cloudSqlInstance=p:r:i");
    assertThat(DatabaseAddress.parse("postgres:///o?host=/run").byConnector()).isEmpty();
    assertThat(
            DatabaseAddress.parse("postgres:///o?host=/cloudsql/p:r:i&cloudSqlInstance=p:r:i")
                .isSocket())
        .isFalse();
  }

  @Test
  void reachesTheSameDatabaseAtAnotherPlace() {
    DatabaseAddress tunnel =
        DatabaseAddress.parse("postgres://a:b@db/o?sslmode=require").at("h", 7);
    assertThat(tunnel).hasToString("postgres://a:***@h:7/o?sslmode=require");
    assertThat(DatabaseAddress.parse("postgres:///o?host=/run&sslmode=require").at("h", 7))
        .extracting(DatabaseAddress::parameters)
        .isEqualTo(Map.of("sslmode", "disable", "gssEncMode", "disable"));
  }

  @Test
  void refusesASocketPathThatNoSystemAccepts() {
    String folder = "/" + "f".repeat(92);
    assertThat(DatabaseAddress.parse("postgres:///o?host=" + folder).socketFile().orElseThrow())
        .hasSize(107);
    assertThatThrownBy(() -> DatabaseAddress.parse("postgres:///o?host=" + folder + "f"))
        .isInstanceOfSatisfying(
            LockkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContaining("108 bytes")
        .hasMessageContaining("107");
  }
}
