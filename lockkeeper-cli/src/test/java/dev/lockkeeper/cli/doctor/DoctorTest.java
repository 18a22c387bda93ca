package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {
  @TempDir private Path folder;

  private Setup setup() {
    return new Setup(folder).migration();
  }

  @Test
  void soundSetUpHasNothingWrong() {
    Setup setup =
        setup()
            .file("lockkeeper.yaml", "project: shop", "lock-wait: 3m", "lock-budget: 2m")
            .file("Dockerfile", "FROM eclipse-temurin:17", "ENV DB_HOST=db", "CMD [\"serve\"]")
            .set("DATABASE_URL", "postgres://app:hidden@localhost/shop");

    assertThat(setup.examine()).extracting(Diagnosis::severity).containsOnly(Severity.OK);
    assertThat(DoctorText.lines(setup.examine())).last().isEqualTo("Nothing is wrong.");
  }

  @Test
  void everySettingIsNamedWithItsOrigin() {
    Setup setup =
        setup()
            .file("lockkeeper.yaml", "lock-timeout: 1s")
            .set("DATABASE_URL", "postgres://app:hidden@db/shop");

    assertThat(setup.examine("setting"))
        .extracting(Diagnosis::message)
        .contains("lock-timeout from lockkeeper.yaml:1: 1s", "lock-wait from default: 10m")
        .contains("database url from DATABASE_URL (environment): postgres://app:***@db:5432/shop");
  }

  @Test
  void wrongSettingsFileIsNamedAndTheRestIsExamined() {
    Setup setup = setup().file("lockkeeper.yaml", "lock-timout: 1s");

    assertThat(setup.examine("settings"))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.severity()).isEqualTo(Severity.PROBLEM);
              assertThat(d.message()).contains("lockkeeper.yaml:1");
            });
  }

  @Test
  void wrongAddressDoesNotKeepTheRestFromBeingExamined() {
    Setup setup =
        setup().set("DATABASE_URL", "mysql://db/shop").file("Dockerfile", "ENV API_TOKEN=abc123");

    assertThat(setup.examine("settings"))
        .singleElement()
        .satisfies(d -> assertThat(d.severity()).isEqualTo(Severity.PROBLEM));
    assertThat(setup.examine("secret")).hasSize(1);
    assertThat(setup.examine("migrations")).extracting(Diagnosis::severity).contains(Severity.OK);
    assertThat(setup.examine("database")).isEmpty();
  }

  @Test
  void migrationsAreCountedAndTheirProblemsNamed() {
    Setup setup = setup();
    assertThat(setup.examine("migrations"))
        .extracting(Diagnosis::message)
        .containsExactly("1 migration in migrations (layout lockkeeper)");

    setup.file("migrations/01_two.up.sql", "SELECT 1;");
    assertThat(setup.examine("migrations"))
        .singleElement()
        .satisfies(d -> assertThat(d.message()).contains("two migrations have the version"));
  }

  @Test
  void missingMigrationsFolderIsAProblem() {
    assertThat(new Setup(folder).examine("migrations"))
        .extracting(Diagnosis::severity, Diagnosis::message)
        .containsExactly(
            tuple(Severity.PROBLEM, "the migrations folder migrations does not exist"));
  }

  @Test
  void committedDotenvIsAProblemAndItsSampleIsNot() {
    Setup setup =
        setup()
            .file(".env", "PGPASSWORD=hidden")
            .file(".env.example", "PGPASSWORD=")
            .file("service/.env.production", "A=b")
            .git("init", "-q")
            .git("add", "-f", ".");

    assertThat(setup.examine("dotenv"))
        .extracting(Diagnosis::severity, Diagnosis::message)
        .containsExactly(
            tuple(Severity.PROBLEM, ".env is committed to git"),
            tuple(Severity.PROBLEM, "service/.env.production is committed to git"));
  }

  @Test
  void dotenvThatGitDoesNotIgnoreIsWarnedOf() {
    Setup setup = setup().file(".env", "A=b").git("init", "-q");
    assertThat(setup.examine("dotenv"))
        .extracting(Diagnosis::severity)
        .containsExactly(Severity.WARNING);

    setup.file(".gitignore", "*.env*");
    assertThat(setup.examine("dotenv"))
        .extracting(Diagnosis::severity)
        .containsExactly(Severity.OK);
  }

  @Test
  void withoutARepositoryTheIgnoreFileIsRead() {
    Setup setup = setup().file(".env", "A=b");
    assertThat(setup.examine("dotenv"))
        .extracting(Diagnosis::severity)
        .containsExactly(Severity.INFO);

    setup.file(".gitignore", "target");
    assertThat(setup.examine("dotenv"))
        .extracting(Diagnosis::severity)
        .containsExactly(Severity.WARNING);

    setup.file(".gitignore", "target", ".env");
    assertThat(setup.examine("dotenv"))
        .extracting(Diagnosis::severity)
        .containsExactly(Severity.OK);
  }

  @Test
  void dotenvThatGoesIntoTheImageIsWarnedOf() {
    Setup setup =
        setup().file(".env", "A=b").file("Dockerfile", "FROM node", "COPY --chown=app . /app");
    assertThat(setup.examine("dotenv-image")).hasSize(1);

    setup.file(".dockerignore", ".env");
    assertThat(setup.examine("dotenv-image")).isEmpty();
  }

  @Test
  void secretsInDeploymentFilesAreNamedByLine() {
    Setup setup =
        setup()
            .file("Dockerfile", "FROM node", "ARG NPM_TOKEN", "ENV DB_PASSWORD=geheim")
            .file("docker-compose.yml", "services:", "  db:", "    POSTGRES_PASSWORD: geheim")
            .file("cloudbuild.yaml", "steps:", "- args: ['--url=postgres://a:geheim@db/x']")
            .file("deploy/job.yaml", "env:", "- name: DB_PASS", "  value: geheim")
            .file("node_modules/x/Dockerfile", "ENV DB_PASSWORD=geheim");

    assertThat(setup.examine("secret"))
        .extracting(Diagnosis::severity, d -> d.message().split(" ")[0])
        .containsExactly(
            tuple(Severity.WARNING, "Dockerfile:2"),
            tuple(Severity.PROBLEM, "Dockerfile:3"),
            tuple(Severity.PROBLEM, "cloudbuild.yaml:2"),
            tuple(Severity.PROBLEM, "deploy/job.yaml:3"),
            tuple(Severity.WARNING, "docker-compose.yml:3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CMD python manage.py migrate && gunicorn app",
        "CMD [\"sh\", \"-c\", \"alembic upgrade head; uvicorn app:app\"]",
        "ENTRYPOINT npx knex migrate:latest \\\n  && node server.js",
        "CMD npx prisma migrate deploy && node dist/main.js",
        "CMD [\"sh\", \"-c\", \"bundle exec rails db:migrate && rails server\"]",
        "CMD lockkeeper up && java -jar app.jar"
      })
  void containerThatMigratesBeforeItServesIsWarnedOf(String command) {
    assertThat(setup().file("Dockerfile", "FROM x", command).examine("migrate-at-start"))
        .extracting(Diagnosis::severity, d -> d.message().split(" ")[0])
        .containsExactly(tuple(Severity.WARNING, "Dockerfile:2"));
  }

  @Test
  void imageOfAJobIsNoMistake() {
    assertThat(
            setup().file("Dockerfile", "CMD [\"lockkeeper\", \"up\"]").examine("migrate-at-start"))
        .extracting(Diagnosis::severity)
        .containsExactly(Severity.INFO);
  }

  @Test
  void startScriptsThatMigrateFirstAreWarnedOf() {
    Setup setup =
        setup()
            .file("entrypoint.sh", "#!/bin/sh", "flyway -url=x migrate", "exec java -jar app.jar")
            .file("bin/start-job.sh", "alembic upgrade head")
            .file("other.sh", "alembic upgrade head", "uvicorn app")
            .file("Procfile", "release: python manage.py migrate", "web: rails db:migrate")
            .file(
                "package.json",
                "{\"scripts\": {",
                "\"start\": \"knex migrate:latest && node .\"}}");

    assertThat(setup.examine("migrate-at-start"))
        .extracting(Diagnosis::severity, d -> d.message().split(" ")[0])
        .containsExactly(
            tuple(Severity.WARNING, "Procfile:2"),
            tuple(Severity.WARNING, "entrypoint.sh:2"),
            tuple(Severity.WARNING, "package.json:2"));
  }

  @Test
  void absentCloudSqlSocketIsAProblemThatNamesTheWaysOn() {
    Setup setup =
        setup().set("INSTANCE_CONNECTION_NAME", "p:europe-west1:no-such").set("DB_NAME", "shop");

    assertThat(setup.examine("socket"))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.severity()).isEqualTo(Severity.PROBLEM);
              assertThat(d.message()).contains("/cloudsql/p:europe-west1:no-such/.s.PGSQL.5432");
              assertThat(d.fix())
                  .contains("--set-cloudsql-instances=p:europe-west1:no-such")
                  .contains("cloud-sql-proxy");
            });
  }

  @Test
  void instanceNameBesideAHostIsNamedAsUnused() {
    Setup setup =
        setup()
            .set("INSTANCE_CONNECTION_NAME", "p:r:i")
            .set("DB_HOST", "localhost")
            .set("DB_NAME", "shop");

    assertThat(setup.examine("socket"))
        .extracting(Diagnosis::message)
        .containsExactly(
            "INSTANCE_CONNECTION_NAME is set and not used, since the address names localhost");
  }

  @ParameterizedTest
  @CsvSource({
    "lock-timeout: 30s, lock-timeout",
    "lock-budget: 100ms, lock-budget",
    "statement-timeout: 400ms, statement-timeout",
    "lock-wait: 20m, task-timeout"
  })
  void timesThatDoNotFitAreNamed(String line, String id) {
    assertThat(setup().file("lockkeeper.yaml", line).examine(id)).hasSize(1);
  }

  @Test
  void missingPasswordComesWithTheWayToStoreOne() {
    assertThat(setup().set("DATABASE_URL", "postgres://app@db/shop").examine("password"))
        .singleElement()
        .satisfies(d -> assertThat(d.fix()).contains("gcloud secrets create NAME --data-file=-"));
  }

  @Test
  void liveExaminationWithoutADatabaseIsAProblem() {
    assertThat(setup().examine(true))
        .filteredOn(d -> d.id().equals("live"))
        .extracting(Diagnosis::severity)
        .containsExactly(Severity.PROBLEM);
  }

  @Test
  void textHasALineForEachDiagnosisAndACount() {
    assertThat(
            DoctorText.lines(
                List.of(
                    new Diagnosis("java", Severity.OK, "Java 17", ""),
                    new Diagnosis("dotenv", Severity.PROBLEM, "bad", "Mend it.\nNow."))))
        .containsExactly(
            "  ok       java: Java 17",
            "  problem  dotenv: bad",
            "           next: Mend it.\n           Now.",
            "1 problem, 0 warnings.");
  }

  @Test
  void holesOfPipelinesAreToldWithTheirPlaces() {
    Setup setup =
        setup()
            .file(
                "cloudbuild.yaml",
                "timeout: 600s",
                "steps:",
                "- name: gcr.io/cloud-builders/gcloud",
                "  args: [run, jobs, execute, migrate]");

    assertThat(setup.examine("pipeline.wait"))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.severity()).isEqualTo(Severity.PROBLEM);
              assertThat(d.message()).startsWith("cloudbuild.yaml:4 ");
            });
    setup.file("cloudbuild.yaml", "timeout: 600s", "steps: []");
    assertThat(setup.examine("pipeline")).extracting(Diagnosis::severity).containsOnly(Severity.OK);
  }
}
