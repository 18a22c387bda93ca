package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.guard.child.ChildEnvironment;
import dev.lockkeeper.guard.child.Secrets;
import dev.lockkeeper.guard.relay.RelayAddress;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildSettingsTest {
  private static final String URL =
      "postgresql+psycopg2://{user}:{password}@{host}:{port}/{database}";

  @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void newProject() {
    project = new TestProject(folder);
  }

  private ChildSettings read(String... lines) {
    return project.yaml(lines).read(DatabaseNeed.OPTIONAL).child();
  }

  @Test
  void areEmptyUnlessTheFileSaysSomething() {
    assertThat(project.read(DatabaseNeed.OPTIONAL).child()).isEqualTo(ChildSettings.NONE);
    assertThat(read("run: {}")).isEqualTo(ChildSettings.NONE);
  }

  @Test
  void areReadFromTheFile() {
    assertThat(
            read(
                "run:",
                "  env:",
                "    SQLALCHEMY_URL: \"" + URL + "\"",
                "    RETRIES: 3",
                "  mask: [SECRET_KEY]",
                "  timeout: 30m",
                "  socket-dir: /cloudsql/p:r:i"))
        .isEqualTo(
            new ChildSettings(
                Map.of("SQLALCHEMY_URL", URL, "RETRIES", "3"),
                List.of("SECRET_KEY"),
                Optional.of(Duration.ofMinutes(30)),
                Optional.of("/cloudsql/p:r:i")));
  }

  @Test
  void ofAnEnvironmentTakeThePlaceOfTheFiles() {
    project.env("staging");
    assertThat(
            read(
                "run: {timeout: 30m, mask: [A]}",
                "environments:",
                "  staging: {run: {timeout: 1h}}"))
        .isEqualTo(
            new ChildSettings(
                Map.of(), List.of(), Optional.of(Duration.ofHours(1)), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeot: 3s|did you mean \"timeout\"?",
        "timeout: 0|run.timeout expects a duration",
        "timeout: soon|run.timeout expects a duration",
        "env: {URL: '{pasword}'}|run.env.URL: there is no {pasword}",
        "env: {URL: '{user'}|run.env.URL: a brace begins nothing",
        "env: {MY-URL: x}|\"MY-URL\" is no name for a variable",
        "env: {LOCKKEEPER_URL: x}|\"LOCKKEEPER_URL\" is no name for a variable",
        "env: [URL]|run.env expects settings",
        "mask: SECRET_KEY|run.mask expects a list",
        "mask: ['s3cret!']|run.mask[0] expects the name of a variable",
        "socket-dir: ''|run.socket-dir expects text"
      })
  void areRefusedWithTheirLineWhereTheyAreWrong(String line, String expected) {
    LockkeeperException failure =
        catchThrowableOfType(
            LockkeeperException.class,
            () -> project.yaml("run:", "  " + line).read(DatabaseNeed.OPTIONAL));
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure).hasMessageContaining(expected).hasMessageNotContaining("s3cret");
    assertThat(failure.place().map(Place::line)).contains(2);
    assertThat(failure.hint()).isPresent();
  }

  @Test
  void noVariableThatLockkeeperReadsAnAddressFromReachesAProgramUnchanged() {
    Map<String, String> inherited = new HashMap<>();
    Stream.of(AddressFamily.DB, AddressFamily.POSTGRES, AddressFamily.PG)
        .flatMap(
            family ->
                Stream.of(
                        family.hosts(),
                        family.instances(),
                        family.ports(),
                        family.databases(),
                        family.users(),
                        family.passwords(),
                        family.parameters().keySet())
                    .flatMap(names -> names.stream()))
        // They say nothing about the way to the server, and the program may rely on them.
        .filter(name -> !Set.of("PGOPTIONS", "PGCONNECT_TIMEOUT").contains(name))
        .flatMap(name -> Stream.of(name, name + "_FILE"))
        .forEach(name -> inherited.put(name, "of the server"));
    inherited.put("DATABASE_URL", "of the server");
    inherited.put("LOCKKEEPER_URL", "of the server");
    inherited.put("PGPASSFILE", "of the server");
    DatabaseAddress server = DatabaseAddress.parse("postgres://app:real-password@db/shop");
    RelayAddress relay =
        new RelayAddress(5000, Optional.empty(), "shop", "app", Secret.of("one-time"));
    assertThat(ChildEnvironment.of(inherited, relay, Map.of(), Secrets.of(server), "1").variables())
        .doesNotContainValue("of the server");
  }
}
