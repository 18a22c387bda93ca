package dev.lockkeeper.guard.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.guard.preset.CommandLine.Purpose;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @ParameterizedTest
  @CsvSource({
    "python manage.py migrate --noinput, DJANGO, 2, MIGRATES",
    "venv/bin/python3.11 -u ./manage.py migrate shop 0002 --plan, DJANGO, 3, READS",
    "./manage.py showmigrations, DJANGO, 1, READS",
    "python3 -m django migrate --settings=config, DJANGO, 3, MIGRATES",
    "django-admin migrate check, DJANGO, 1, MIGRATES",
    "python manage.py runserver, DJANGO, 2, UNKNOWN",
    "venv/bin/python3.11 -m alembic upgrade head, ALEMBIC, 3, MIGRATES",
    "/srv/venv/bin/alembic -c conf/alembic.ini upgrade head --sql, ALEMBIC, 1, READS",
    "poetry run alembic history, ALEMBIC, 3, READS",
    "uv run --frozen alembic downgrade -1, ALEMBIC, 4, MIGRATES",
    "env A=b PYTHONPATH=. alembic stamp head, ALEMBIC, 4, MIGRATES",
    "npx knex migrate:latest, KNEX, 2, MIGRATES",
    "npx --no-install knex --env production migrate:list, KNEX, 3, READS",
    "npm exec -- knex migrate:rollback --all, KNEX, 4, MIGRATES",
    "node --import tsx node_modules/knex/bin/cli.js migrate:up, KNEX, 4, MIGRATES",
    "node -r dotenv/config node_modules/.bin/knex migrate:up, KNEX, 4, MIGRATES",
    "python -W error manage.py migrate, DJANGO, 4, MIGRATES",
    "node node_modules/knex/bin/cli.js migrate:up, KNEX, 2, MIGRATES",
    "yarn knex seed:run, KNEX, 2, UNKNOWN",
    "flyway -url=jdbc:x migrate, FLYWAY, 1, MIGRATES",
    "/opt/flyway/flyway info, FLYWAY, 1, READS",
    "liquibase --changelog-file=a.xml update, LIQUIBASE, 1, MIGRATES",
    "liquibase update-sql, LIQUIBASE, 1, READS",
    "liquibase updateSQL, LIQUIBASE, 1, READS",
    "liquibase rollback-count --count=1, LIQUIBASE, 1, MIGRATES",
    "npx prisma migrate deploy, PRISMA, 2, MIGRATES",
    "npx prisma migrate status, PRISMA, 2, READS",
    "node_modules/.bin/node-pg-migrate -m db up, NODE_PG_MIGRATE, 1, MIGRATES",
    "node-pg-migrate up --dry-run, NODE_PG_MIGRATE, 1, READS",
    "dbmate --url x up, DBMATE, 1, MIGRATES",
    "dbmate status, DBMATE, 1, READS",
    "./gradlew flywayMigrate, COMMAND, 2, UNKNOWN",
    "sh -c alembic, COMMAND, 3, UNKNOWN",
    "python -c alembic, COMMAND, 3, UNKNOWN",
    "npm run migrate, COMMAND, 3, UNKNOWN",
    "npx, COMMAND, 1, UNKNOWN",
    "python, COMMAND, 1, UNKNOWN",
  })
  void recognises(String line, Preset preset, int programWords, Purpose purpose) {
    List<String> words = List.of(line.split(" ", -1));
    assertThat(CommandLine.read(words))
        .isEqualTo(new CommandLine(preset, words.subList(0, programWords), purpose));
  }
}
