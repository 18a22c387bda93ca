package dev.lockkeeper.faults;

/**
 * Migrations of one character, and how many of them stand in the database before a run. Rows that
 * are inserted into existing tables have no generated number: a number is lost with a roll-back.
 */
enum Workload {
  /** Many small migrations in one message, on an empty database. */
  BULK(0) {
    @Override
    Scripts scripts() {
      Scripts scripts = new Scripts();
      for (int i = 1; i <= 24; i++) {
        scripts.add(
            "CREATE TABLE b%d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);"
                .formatted(i),
            "CREATE INDEX b%d_name ON b%d (name);".formatted(i, i),
            "INSERT INTO b%d (name) VALUES ('one'), ('two'), ('three');".formatted(i));
      }
      return scripts;
    }
  },

  /** Transactions on tables that hold data already. */
  STEPWISE(1) {
    @Override
    Scripts scripts() {
      return new Scripts()
          .add(accounts(5_000), JOURNAL)
          .add("ALTER TABLE account ADD COLUMN currency text NOT NULL DEFAULT 'EUR';")
          .add(
              "UPDATE account SET currency = 'USD' WHERE number % 3 = 0;",
              "INSERT INTO journal (note) SELECT owner FROM account WHERE currency = 'USD';")
          .add("ALTER TABLE account ADD CONSTRAINT positive CHECK (balance >= 0) NOT VALID;")
          .add("ALTER TABLE account VALIDATE CONSTRAINT positive;")
          .add(copiedRates())
          .add("CREATE TYPE mood AS ENUM ('good', 'bad');", "ALTER TABLE account ADD m mood;")
          .add("ALTER TYPE mood ADD VALUE 'so-so';")
          .add(
              "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO"
                  + " journal (note) VALUES ('trigger'); RETURN NEW; END $$;",
              "CREATE TRIGGER noted BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION"
                  + " noted();",
              "INSERT INTO account (number, owner, balance) VALUES (-1, 'last', 5);")
          .add("DO $$ BEGIN INSERT INTO journal (note) SELECT 'done' FROM account; END $$;");
    }
  },

  /** Statements that refuse a transaction, on a table whose index takes a while. */
  CONCURRENTLY(1) {
    @Override
    Scripts scripts() {
      return new Scripts()
          .add(
              accounts(60_000),
              JOURNAL,
              "CREATE INDEX account_old ON account (owner, number);",
              "CREATE TABLE log (day int NOT NULL, text text) PARTITION BY RANGE (day);",
              "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (1) TO (2);",
              "CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (2) TO (3);",
              "INSERT INTO log SELECT 1 + g % 2, 'line ' || g FROM generate_series(1, 1000) g;")
          .add("CREATE INDEX CONCURRENTLY account_owner ON account (owner);")
          .add("CREATE UNIQUE INDEX CONCURRENTLY account_number ON account (number, owner);")
          .add("CREATE INDEX CONCURRENTLY ON account (balance, owner);")
          .add("DROP INDEX CONCURRENTLY account_old;")
          .add("REINDEX TABLE CONCURRENTLY account;")
          .add("ALTER TABLE log DETACH PARTITION log_1 CONCURRENTLY;")
          .add(
              "CREATE INDEX CONCURRENTLY account_lower ON account (lower(owner)) WHERE balance >"
                  + " 10;")
          .add("INSERT INTO journal (note) SELECT owner FROM account WHERE number < 100;");
    }
  },

  /** Scripts in which transactions and statements that refuse one follow each other. */
  MIXED(1) {
    @Override
    Scripts scripts() {
      return new Scripts()
          .add(accounts(40_000), JOURNAL)
          .add(
              "CREATE TABLE audit (n int);",
              "INSERT INTO audit (n) SELECT number FROM account;",
              "CREATE INDEX CONCURRENTLY audit_n ON audit (n);",
              "ALTER TABLE account ADD COLUMN audited boolean NOT NULL DEFAULT false;",
              "INSERT INTO journal (note) VALUES ('audit is there');",
              "CREATE INDEX CONCURRENTLY ON account (owner);")
          .add(
              "CREATE INDEX CONCURRENTLY account_balance ON account (balance);",
              "UPDATE account SET audited = true WHERE number < 1000;",
              "INSERT INTO journal (note) SELECT owner FROM account WHERE audited;")
          .add(
              "INSERT INTO journal (note) VALUES ('before the vacuum');",
              "VACUUM (ANALYZE) account;",
              "DROP INDEX CONCURRENTLY account_balance;")
          .add("CREATE TABLE last_one (id int PRIMARY KEY);", "INSERT INTO last_one VALUES (1);");
    }
  };

  private static final String JOURNAL = "CREATE TABLE journal (note text);";

  private final int applied;

  Workload(int applied) {
    this.applied = applied;
  }

  abstract Scripts scripts();

  /** How many of the scripts are applied before the run that is disturbed. */
  int applied() {
    return applied;
  }

  private static String accounts(int rows) {
    return "CREATE TABLE account (number int PRIMARY KEY, owner text NOT NULL, balance int NOT NULL);\n"
        + "INSERT INTO account SELECT g, 'owner ' || g % 1000, g % 77 FROM generate_series(1, "
        + rows
        + ") g;";
  }

  private static String copiedRates() {
    StringBuilder script = new StringBuilder("CREATE TABLE rate (day int, value text);\n");
    script.append("COPY rate (day, value) FROM stdin;\n");
    for (int day = 1; day <= 5_000; day++) {
      script.append(day).append("\tvalue of day ").append(day).append('\n');
    }
    return script.append("\\.\nALTER TABLE rate ADD PRIMARY KEY (day);").toString();
  }
}
