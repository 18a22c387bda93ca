package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.proxy.ProxySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which proxy is meant, and that it never leads to another database than the one that is meant. */
class ProxySectionTest {
  private static final String PROXY = "proxy: {command: [ssh, -NL, \"{port}:db:5432\", door]}";

  @TempDir Path folder;

  private TestProject project(String... yaml) {
    return new TestProject(folder).yaml(yaml);
  }

  private static Optional<String> program(TestProject project) {
    return choice(project).proxy().map(ProxySettings::program);
  }

  private static DatabaseChoice choice(TestProject project) {
    return project.read().database().orElseThrow();
  }

  @Test
  void isReadWithItsTimeout() {
    TestProject project =
        project(
            "url: postgres://db/a",
            "proxy:",
            "  command: [cloud-sql-proxy, --port, \"{port}\", p:r:i]",
            "  ready-timeout: 5s");
    assertThat(choice(project).proxy())
        .hasValue(
            new ProxySettings(
                List.of("cloud-sql-proxy", "--port", "{port}", "p:r:i"), Duration.ofSeconds(5)));
    assertThat(choice(project).origins())
        .contains(new Origin("proxy", "lockkeeper.yaml:3", "cloud-sql-proxy"));
  }

  @Test
  void belongsToItsEnvironmentOnly() {
    String[] yaml = {
      PROXY,
      "url: postgres://db/a",
      "environments:",
      "  staging:",
      "    url: postgres://staging/a",
      "  production:",
      "    url: postgres://production/a",
      "    proxy: {command: [cloud-sql-proxy, \"-p={port}\"]}",
      "  open: {}"
    };
    assertThat(program(project(yaml))).hasValue("ssh");
    assertThat(program(project(yaml).env("staging"))).isEmpty();
    assertThat(program(project(yaml).env("production"))).hasValue("cloud-sql-proxy");
    assertThat(program(project(yaml).env("open").set("DATABASE_URL", "postgres://db/a"))).isEmpty();
  }

  @Test
  void leadsToTheDatabaseOfVariablesWhereTheEnvironmentHasNoUrl() {
    TestProject project =
        project(PROXY).setAll("DB_NAME=a INSTANCE_CONNECTION_NAME=proj:europe-west1:inst");
    assertThat(program(project)).hasValue("ssh");
  }

  @Test
  void isNotUsedForAnotherDatabase() {
    TestProject variables =
        project(PROXY, "url: postgres://db/a").set("DATABASE_URL", "postgres://localhost/test");
    assertThat(program(variables)).isEmpty();
    assertThat(choice(variables).warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .contains("the proxy of lockkeeper.yaml:1 is not used", "DATABASE_URL"));
    TestProject option = project(PROXY).url("postgres://localhost/test");
    assertThat(program(option)).isEmpty();
    assertThat(choice(option).origins())
        .anyMatch(origin -> origin.value().contains("ssh, not used: --url says"));
    assertThat(program(project(PROXY, "url: embedded"))).isEmpty();
  }

  @Test
  void isNotNeededWhereTheSocketIsThere() {
    TestProject project =
        project(PROXY)
            .file("s/.s.PGSQL.5432", "")
            .setAll("DB_NAME=a DB_HOST=" + folder.resolve("s"));
    assertThat(program(project)).isEmpty();
    assertThat(choice(project).warnings()).isEmpty();
  }

  @Test
  void refusesWhatCannotWork() {
    assertRefused("proxy: {command: [ssh, door]}", "proxy.command has no {port}");
    assertRefused("proxy: {command: [\"{port}\"]}", "proxy.command has no {port}");
    assertRefused("proxy: {command: []}", "proxy.command expects a program and its arguments");
    assertRefused("proxy: {command: ssh}", "proxy.command expects a list");
    assertRefused("proxy: {}", "\"command\" is missing");
    assertRefused(
        PROXY.replace("]}", "], ready-timeout: 0s}"), "proxy.ready-timeout expects a duration");
    assertRefused(PROXY.replace("command", "comand"), "unknown key \"comand\"");
    assertRefused(
        PROXY + "\nenvironments: {default: {" + PROXY + "}}",
        "the environment default has two proxies: this proxy and the one at lockkeeper.yaml:2");
  }

  private void assertRefused(String yaml, String message) {
    LockkeeperException failure = project(yaml).failure();
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.place()).isPresent();
  }
}
