package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a secret is planted, no diagnosis repeats it. */
class NoSecretShownTest {
  private static final List<String> PLACES =
      List.of(
          "Dockerfile|ENV DB_PASSWORD=%s",
          "Dockerfile|ENV DB_PASSWORD %s",
          "Dockerfile|ARG TOKEN=%s",
          "Dockerfile|CMD PGPASSWORD=%s alembic upgrade head && serve",
          "docker-compose.yml|    command: PASSWORD=%s lockkeeper up && serve",
          "cloudbuild.yaml|- args: ['--url=postgres://app:%s@db/shop']",
          "Procfile|web: PASSWORD=%s rails db:migrate",
          "entrypoint.sh|PGPASSWORD=%s flyway migrate\nserve",
          "package.json|\"start\": \"TOKEN=%s knex migrate:latest && node .\"",
          "lockkeeper.yaml|url: postgres://app:%s@db/shop",
          "lockkeeper.yaml|url: postgres://app:%s@db/shop\npassword: %s",
          "lockkeeper.yaml|lock-wait: %s",
          "lockkeeper.yaml|%s: [",
          ".env|DATABASE_URL=postgres://app:%s@db/shop",
          ".env|PGPASSWORD=%s",
          ".env|this is no assignment %s",
          "deploy/job.yaml|- name: DB_PASS\n  value: %s");

  private static final List<String> VARIABLES =
      List.of(
          "DATABASE_URL|postgres://app:%s@127.0.0.1:1/shop",
          "DATABASE_URL|postgres://app:%s@127.0.0.1:1/shop?sslpassword=%s",
          "DATABASE_URL|postgres://app:%s@127.0.0.1:notaport/shop",
          "DATABASE_URL|%s",
          "LOCKKEEPER_URL|mysql://app:%s@db/shop",
          "DB_PASS|%s");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"Xy7geheimXy7", "Xy7'ge\"heim", "Xy7 ge heim", "Xy7#ge=heim:1", "Xy7\\$ge@h/e"})
  void secretInAFile(String secret) {
    for (int i = 0; i < PLACES.size(); i++) {
      String[] place = PLACES.get(i).split("\\|", 2);
      Setup setup = new Setup(folder.resolve("p" + i)).migration();
      setup.file(place[0], place[1].replace("%s", secret).split("\n", -1));

      assertThat(shown(setup.examine(true))).as(place[1]).doesNotContain("Xy7", "geheim", "heim");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Xy7geheimXy7", "Xy7'ge\"heim", "Xy7#ge=heim", "Xy7\\$ge@h/e"})
  void secretInAVariable(String secret) {
    for (String place : VARIABLES) {
      String[] variable = place.split("\\|", 2);
      Setup setup = new Setup(folder).migration();
      setup.set("DB_HOST", "127.0.0.1").set("DB_PORT", "1").set("DB_NAME", "shop");
      setup.set(variable[0], variable[1].replace("%s", secret));

      assertThat(shown(setup.examine(true))).as(place).doesNotContain("Xy7", "geheim", "heim");
    }
  }

  private static String shown(List<Diagnosis> diagnoses) {
    return diagnoses + "\n" + String.join("\n", DoctorText.lines(diagnoses));
  }
}
