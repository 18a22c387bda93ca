package dev.lockkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real migration tool with a project of two migrations: {@code clients}, and an index on it that
 * is built concurrently where the tool can. Each project reads the address of its database from the
 * environment, in the way that is usual for the tool.
 */
enum ToolKit {
  DJANGO("django", "django_migrations", "shop.0001_initial", "shop.0002_index") {
    @Override
    List<String> program() {
      return List.of(ToolBox.python().resolve("python").toString(), "manage.py");
    }

    @Override
    List<String> up() {
      return with("migrate", "--noinput");
    }

    @Override
    void write(Map<String, String> files) {
      files.put(
          "manage.py",
          "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n"
              + "from django.core.management import execute_from_command_line\n"
              + "execute_from_command_line(sys.argv)\n");
      files.put(
          "settings.py",
          "import os\nSECRET_KEY = os.environ.get('SECRET_KEY', 'test')\nINSTALLED_APPS = ['shop']\n"
              + "USE_TZ = True\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql',"
              + " 'HOST': os.environ['DB_HOST'], 'PORT': os.environ['DB_PORT'], 'NAME':"
              + " os.environ['DB_NAME'], 'USER': os.environ['DB_USER'], 'PASSWORD':"
              + " os.environ['DB_PASS']}}\n");
      files.put("shop/__init__.py", "");
      files.put("shop/migrations/__init__.py", "");
      files.put(
          "shop/migrations/0001_initial.py",
          "from django.db import migrations, models\nclass Migration(migrations.Migration):\n"
              + "    dependencies = []\n    operations = [migrations.CreateModel(name='Client',"
              + " fields=[('id', models.BigAutoField(primary_key=True)), ('name',"
              + " models.TextField(default='x'))], options={'db_table': 'clients'})]\n");
      files.put(
          "shop/migrations/0002_index.py",
          "from django.contrib.postgres.operations import AddIndexConcurrently\n"
              + "from django.db import migrations, models\nclass Migration(migrations.Migration):\n"
              + "    atomic = False\n    dependencies = [('shop', '0001_initial')]\n"
              + "    operations = [AddIndexConcurrently('client', models.Index(fields=['name'],"
              + " name='clients_name'))]\n");
    }
  },

  ALEMBIC("alembic", "alembic_version", "ae1027a6acf", "b1957f2d3c04") {
    @Override
    List<String> program() {
      return List.of(ToolBox.python().resolve("alembic").toString());
    }

    @Override
    List<String> up() {
      return with("upgrade", "head");
    }

    @Override
    void write(Map<String, String> files) {
      writeAlembic(files);
      files.put("lockkeeper.yaml", template("postgresql+psycopg2"));
    }
  },

  ALEMBIC_ON_PSYCOPG_3("alembic", "alembic_version", "ae1027a6acf", "b1957f2d3c04") {
    @Override
    List<String> program() {
      return ALEMBIC.program();
    }

    @Override
    List<String> up() {
      return ALEMBIC.up();
    }

    @Override
    void write(Map<String, String> files) {
      writeAlembic(files);
      files.put("lockkeeper.yaml", template("postgresql+psycopg"));
    }
  },

  KNEX("knex", "knex_migrations", "20260101000000_clients.js", "20260102000000_index.js") {
    @Override
    List<String> program() {
      return List.of("node", ToolBox.node().resolve("knex/bin/cli.js").toString());
    }

    @Override
    List<String> up() {
      return with("migrate:latest");
    }

    @Override
    Map<String, String> variables() {
      return Map.of("NODE_PATH", ToolBox.node().toString());
    }

    @Override
    void write(Map<String, String> files) {
      files.put("knexfile.js", "module.exports = { client: 'pg', connection: {} };\n");
      files.put(
          "migrations/20260101000000_clients.js",
          "exports.up = (knex) => knex.schema.createTable('clients', (t) => { t.increments('id');"
              + " t.text('name'); });\nexports.down = (knex) => knex.schema.dropTable('clients');\n");
      files.put(
          "migrations/20260102000000_index.js",
          "exports.config = { transaction: false };\nexports.up = (knex) => knex.raw('CREATE INDEX"
              + " CONCURRENTLY clients_name ON clients (name)');\nexports.down = (knex) =>"
              + " knex.raw('DROP INDEX CONCURRENTLY clients_name');\n");
    }
  },

  NODE_PG_MIGRATE(
      "node-pg-migrate", "pgmigrations", "1767225600000_clients", "1767312000000_index") {
    @Override
    List<String> program() {
      return List.of(
          "node", ToolBox.node().resolve("node-pg-migrate/bin/node-pg-migrate.js").toString());
    }

    @Override
    List<String> up() {
      return with("up");
    }

    @Override
    Map<String, String> variables() {
      return Map.of("NODE_PATH", ToolBox.node().toString());
    }

    @Override
    void write(Map<String, String> files) {
      files.put(
          "migrations/1767225600000_clients.js",
          "exports.up = (pgm) => pgm.createTable('clients', { id: 'id', name: 'text' });\n"
              + "exports.down = (pgm) => pgm.dropTable('clients');\n");
      files.put(
          "migrations/1767312000000_index.js",
          "exports.up = (pgm) => pgm.createIndex('clients', 'name', { name: 'clients_name' });\n"
              + "exports.down = (pgm) => pgm.dropIndex('clients', 'name', { name: 'clients_name'"
              + " });\n");
    }
  },

  DBMATE("dbmate", "schema_migrations", "20260101000000", "20260102000000") {
    @Override
    List<String> program() {
      return List.of(
          ToolBox.node().resolve("@dbmate/linux-x64/bin/dbmate").toString(), "--no-dump-schema");
    }

    @Override
    List<String> up() {
      return with("migrate");
    }

    @Override
    void write(Map<String, String> files) {
      files.put(
          "db/migrations/20260101000000_clients.sql",
          "-- migrate:up\nCREATE TABLE clients (id int PRIMARY KEY, name text);\n-- migrate:down\n"
              + "DROP TABLE clients;\n");
      files.put(
          "db/migrations/20260102000000_index.sql",
          "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY clients_name ON clients"
              + " (name);\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY"
              + " clients_name;\n");
    }
  },

  FLYWAY("flyway", "flyway_schema_history", "1", "2") {
    @Override
    List<String> program() {
      List<String> words =
          new ArrayList<>(
              java(
                  ToolBox.jars("flyway"),
                  Path.of("src/test/tools/FlywayCommand.java").toAbsolutePath().toString()));
      words.add("-locations=filesystem:sql");
      return words;
    }

    @Override
    List<String> up() {
      return with("migrate");
    }

    @Override
    Map<String, String> variables() {
      return Map.of("REDGATE_DISABLE_TELEMETRY", "true");
    }

    @Override
    void write(Map<String, String> files) {
      files.put("sql/V1__clients.sql", "CREATE TABLE clients (id int PRIMARY KEY, name text);\n");
      files.put("sql/V2__index.sql", "CREATE INDEX clients_name ON clients (name);\n");
    }
  },

  LIQUIBASE(
      "liquibase", "databasechangelog", "changelog.sql::1::ada", "changelog.sql::index::bob") {
    @Override
    List<String> program() {
      List<String> words =
          new ArrayList<>(
              java(
                  ToolBox.jars("liquibase"),
                  "liquibase.integration.commandline.LiquibaseCommandLine"));
      words.add("--changelog-file=changelog.sql");
      return words;
    }

    @Override
    List<String> up() {
      return with("update");
    }

    @Override
    Map<String, String> variables() {
      return Map.of(
          "LIQUIBASE_ANALYTICS_ENABLED",
          "false",
          "LIQUIBASE_CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES",
          "0");
    }

    @Override
    void write(Map<String, String> files) {
      files.put(
          "changelog.sql",
          "--liquibase formatted sql\n\n--changeset ada:1\nCREATE TABLE clients (id int PRIMARY KEY,"
              + " name text);\n--rollback DROP TABLE clients;\n\n--changeset bob:index"
              + " runInTransaction:false\nCREATE INDEX CONCURRENTLY clients_name ON clients"
              + " (name);\n--rollback DROP INDEX clients_name;\n");
    }
  },

  /** Its engine runs inside Node.js here, since the other one is no part of its packages. */
  PRISMA("prisma", "_prisma_migrations", "20260101000000_clients", "20260102000000_index") {
    @Override
    List<String> program() {
      return List.of("node", ToolBox.prisma().resolve("prisma/build/index.js").toString());
    }

    @Override
    List<String> up() {
      return with("migrate", "deploy");
    }

    @Override
    Map<String, String> variables() {
      return Map.of("CHECKPOINT_DISABLE", "1", "PRISMA_HIDE_UPDATE_MESSAGE", "1");
    }

    @Override
    void write(Map<String, String> files) {
      String adapter = ToolBox.prisma().resolve("@prisma/adapter-pg/dist/index.mjs").toString();
      files.put(
          "prisma.config.ts",
          "import { PrismaPg } from '"
              + adapter
              + "';\nexport default { schema: 'prisma/schema.prisma', experimental: { adapter: true"
              + " }, engine: 'js', adapter: async () => new PrismaPg({ connectionString:"
              + " process.env.DATABASE_URL }) };\n");
      files.put(
          "prisma/schema.prisma",
          "generator client {\n  provider = \"prisma-client\"\n  output = \"../generated\"\n"
              + "  engineType = \"client\"\n}\ndatasource db {\n  provider = \"postgresql\"\n"
              + "  url = env(\"DATABASE_URL\")\n}\n");
      files.put("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
      files.put(
          "prisma/migrations/20260101000000_clients/migration.sql",
          "CREATE TABLE clients (id int PRIMARY KEY, name text);\n");
      files.put(
          "prisma/migrations/20260102000000_index/migration.sql",
          "CREATE INDEX CONCURRENTLY clients_name ON clients (name);\n");
    }
  };

  private final String id;
  private final String table;
  private final String first;
  private final String second;

  ToolKit(String id, String table, String first, String second) {
    this.id = id;
    this.table = table;
    this.first = first;
    this.second = second;
  }

  /** The words that start the tool. */
  abstract List<String> program();

  /** The command line that applies everything. */
  abstract List<String> up();

  abstract void write(Map<String, String> files);

  /** Variables that the tool needs, those of its database aside. */
  Map<String, String> variables() {
    return Map.of();
  }

  /** Whether it keeps a migration in a transaction that stays open for several messages. */
  boolean opensTransactions() {
    return this != PRISMA;
  }

  /** The name of its preset. */
  String id() {
    return id;
  }

  /** Its history table. */
  String table() {
    return table;
  }

  /** The migration that makes the table, as the tool names it. */
  String first() {
    return first;
  }

  /** The migration that makes the index, as the tool names it. */
  String second() {
    return second;
  }

  /** Writes the project, with the tool named in {@code lockkeeper.yaml}. */
  void writeTo(Path folder) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    write(files);
    String settings =
        "project: test\ntool:\n  name: "
            + id
            + "\n  command: ["
            + String.join(", ", program().stream().map(word -> "'" + word + "'").toList())
            + "]\n";
    files.merge("lockkeeper.yaml", settings, (given, added) -> added + given);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  List<String> with(String... more) {
    List<String> words = new ArrayList<>(program());
    words.addAll(List.of(more));
    return words;
  }

  private static List<String> java(String classPath, String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, main);
  }

  private static String template(String scheme) {
    return "run:\n  env:\n    SQLALCHEMY_URL: '"
        + scheme
        + "://{user}:{password}@{host}:{port}/{database}'\n";
  }

  private static void writeAlembic(Map<String, String> files) {
    files.put("alembic.ini", "[alembic]\nscript_location = %(here)s/scripts\n");
    files.put(
        "scripts/env.py",
        "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\n"
            + "url = os.environ['SQLALCHEMY_URL']\nif context.is_offline_mode():\n"
            + "    context.configure(url=url, literal_binds=True)\n"
            + "    with context.begin_transaction():\n        context.run_migrations()\nelse:\n"
            + "    with create_engine(url).connect() as connection:\n"
            + "        context.configure(connection=connection, transaction_per_migration=True)\n"
            + "        with context.begin_transaction():\n            context.run_migrations()\n");
    files.put(
        "scripts/versions/1.py",
        "from alembic import op\nrevision = 'ae1027a6acf'\ndown_revision = None\n"
            + "def upgrade():\n    op.execute('CREATE TABLE clients (id int PRIMARY KEY, name"
            + " text)')\ndef downgrade():\n    op.execute('DROP TABLE clients')\n");
    files.put(
        "scripts/versions/2.py",
        "from alembic import op\nrevision = 'b1957f2d3c04'\ndown_revision = 'ae1027a6acf'\n"
            + "def upgrade():\n    with op.get_context().autocommit_block():\n"
            + "        op.create_index('clients_name', 'clients', ['name'],"
            + " postgresql_concurrently=True)\ndef downgrade():\n"
            + "    with op.get_context().autocommit_block():\n"
            + "        op.drop_index('clients_name', 'clients', postgresql_concurrently=True)\n");
  }
}
