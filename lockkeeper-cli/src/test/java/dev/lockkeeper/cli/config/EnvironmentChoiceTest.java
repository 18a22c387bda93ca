package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Named environments, and what happens where the environment variables say otherwise. */
class EnvironmentChoiceTest {
  @TempDir Path temp;
  private TestProject project;

  @BeforeEach
  void newProject() {
    project =
        new TestProject(temp)
            .yaml(
                "url: postgres://local/dev",
                "lock-wait: 1m",
                "environments:",
                "  staging:",
                "    url: postgres://staging/orders",
                "    lock-wait: 30s",
                "  production:",
                "    url: postgres://app:${PROD_PASSWORD}@prod/orders",
                "    protected: true",
                "  variables:",
                "    protected: true",
                "  empty:");
  }

  @Test
  void theDefaultEnvironmentHasTheTopLevelUrl() {
    assertThat(project.address()).isEqualTo("postgres://local:5432/dev");
    assertThat(project.database().environment()).isEqualTo("default");
    assertThat(project.database().isProtected()).isFalse();
  }

  @Test
  void anAskedForEnvironmentHasItsUrlAndItsRunSettings() {
    project.env("staging");
    assertThat(project.address()).isEqualTo("postgres://staging:5432/orders");
    assertThat(project.read().settings().lockWait()).hasSeconds(30);
    assertThat(project.read().settings().environment()).isEqualTo("staging");
  }

  @Test
  void c31_anEnvironmentCanBeProtected() {
    project.env("production").set("PROD_PASSWORD", "p@ss");
    assertThat(project.database().isProtected()).isTrue();
    assertThat(project.read().settings().isProtected()).isTrue();
    assertThat(project.password()).isEqualTo("p@ss");
  }

  @Test
  void aVariableAsksForAnEnvironmentAndTheOptionIsStronger() {
    project.set("LOCKKEEPER_ENV", "staging");
    assertThat(project.address()).isEqualTo("postgres://staging:5432/orders");
    project.env("production").set("PROD_PASSWORD", "x");
    assertThat(project.address()).isEqualTo("postgres://app:***@prod:5432/orders");
  }

  @Test
  void anUnknownEnvironmentIsRefusedWithASuggestion() {
    project.env("prodution");
    assertThat(project.failure())
        .hasMessage(
            "--env asks for the environment \"prodution\", which is not in lockkeeper.yaml;"
                + " did you mean \"production\"?");
  }

  @Test
  void anEnvironmentAgainstADifferingVariableIsRefusedNamingBoth() {
    project.env("staging").set("DATABASE_URL", "postgres://app:hunter2@other/orders");
    assertThat(project.failure().code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(project.failure())
        .hasMessage(
            "two databases are named: the environment staging (from --env) is"
                + " postgres://staging:5432/orders (from lockkeeper.yaml:5), but the environment"
                + " variables say postgres://app:***@other:5432/orders"
                + " (from DATABASE_URL (environment))");
  }

  @Test
  void anEnvironmentAgainstAVariableForTheSameDatabaseIsFine() {
    project.env("staging").set("DATABASE_URL", "postgres://someone@STAGING:5432/orders");
    assertThat(project.address()).isEqualTo("postgres://staging:5432/orders");
  }

  @Test
  void theOptionSettlesADifference() {
    project.env("staging").set("DATABASE_URL", "postgres://other/orders").url("postgres://this/o");
    assertThat(project.address()).isEqualTo("postgres://this:5432/o");
    assertThat(project.database().environment()).isEqualTo("staging");
  }

  @Test
  void anEnvironmentWithoutUrlTakesTheVariables() {
    project.env("variables").set("DATABASE_URL", "postgres://other/orders");
    assertThat(project.address()).isEqualTo("postgres://other:5432/orders");
    assertThat(project.database().isProtected()).isTrue();
  }

  @Test
  void anEnvironmentWithoutUrlNeverFallsBackToTheDefaultOne() {
    project.env("empty");
    assertThat(project.failure().code()).isEqualTo(ErrorCode.NO_DATABASE);
    assertThat(project.failure()).hasMessageContaining("empty (from --env) has no url");
  }

  @Test
  void embeddedAgainstADatabaseOfTheVariablesIsRefusedNamingBoth() {
    project.yaml("url: embedded").setAll("PGHOST=prod PGDATABASE=orders");
    assertThat(project.failure())
        .hasMessageContaining("is embedded (from lockkeeper.yaml:1)")
        .hasMessageContaining("postgres://prod:5432/orders (from PG* variables)");
    project.url("embedded");
    assertThat(project.address()).isEqualTo("embedded");
  }

  @Test
  void embeddedAgainstAnEmbeddedVariableIsFine() {
    project.yaml("url: embedded").set("LOCKKEEPER_URL", "embedded");
    assertThat(project.database().isEmbedded()).isTrue();
  }

  @Test
  void theDefaultEnvironmentCanHaveAName() {
    project.yaml("environment: dev", "environments:", "  dev:", "    url: postgres://dev/x");
    assertThat(project.address()).isEqualTo("postgres://dev:5432/x");
    assertThat(project.database().environment()).isEqualTo("dev");
  }
}
