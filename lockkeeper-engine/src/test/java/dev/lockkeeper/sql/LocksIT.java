package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's own locks and catalog decide about lock classes and effects. */
class LocksIT {
  /** Statements that count as blocking although they took no lock of that strength here. */
  private static final Set<String> CONSERVATIVE = Set.of("DROP TYPE mood", "CALL proc()");

  /** Statements that this server cannot run; their class is looked at elsewhere. */
  private static final Set<String> NOT_RUN =
      Set.of("CREATE EVENT TRIGGER", "CREATE EXTENSION", "SECURITY LABEL", "IMPORT FOREIGN");

  private static final String STRONG =
      """
      SELECT DISTINCT l.relation::regclass::text FROM pg_locks l JOIN before USING (relation)
      WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode IN
        ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
      """;

  private static final String TOUCHED =
      """
      SELECT DISTINCT before.name FROM pg_locks l JOIN before USING (relation)
      WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND NOT before.hidden
      """;

  private static final String CREATED =
      """
      SELECT CASE WHEN n.nspname = 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid >= 16384 AND c.oid NOT IN (SELECT relation FROM before)
      """;

  private static Connection connection;

  @BeforeAll
  static void makeSchema() throws SQLException {
    String database = TempPostgres.shared().newDatabase();
    TempPostgres.shared()
        .execute(database, Examples.setup().stream().map(Statement::text).toArray(String[]::new));
    TempPostgres.shared()
        .execute(
            database,
            """
            CREATE TABLE before AS
              SELECT c.oid AS relation,
                CASE WHEN n.nspname = 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(relname)
                  AS name,
                c.relkind IN ('i', 'I', 't', 'c') AS hidden
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384
            """);
    connection = TempPostgres.shared().connect(database);
    connection.setAutoCommit(false);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  static List<Statement> statements() {
    return Examples.statements("locks.sql").stream()
        .filter(statement -> !NOT_RUN.contains(statement.type().command()))
        .toList();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("statements")
  void blockingMeansStrongLockOnExistingRelation(Statement statement) throws SQLException {
    Set<String> strong = after(statement, STRONG);

    if (!CONSERVATIVE.contains(statement.text())) {
      assertThat(statement.type().lockClass() == LockClass.BLOCKING)
          .as("%s locks %s", statement.text(), strong)
          .isEqualTo(!strong.isEmpty());
    }
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("statements")
  void effectNamesEveryRelationThatIsLocked(Statement statement) throws SQLException {
    Effect effect = statement.type().effect();
    Set<String> touches = new TreeSet<>();
    effect.touches().forEach(name -> touches.add(name.replaceFirst("^public\\.", "")));
    if (touches.contains("v")) {
      // the text does not tell what a view reads
      touches.add("t");
    }

    if (effect.known()) {
      assertThat(touches).as(statement.text()).containsAll(after(statement, TOUCHED));
    }
    assertThat(after(statement, CREATED)).as(statement.text()).containsAll(effect.creates());
  }

  /** What a query says inside the transaction that ran the statement. */
  private static Set<String> after(Statement example, String query) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL search_path = public");
      statement.execute(example.text().replace("STDOUT", "'/dev/null'"));
      statement.execute("SET LOCAL search_path = public");
      Set<String> names = new TreeSet<>();
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    } finally {
      connection.rollback();
    }
  }
}
