package dev.lockkeeper.sql;

import dev.lockkeeper.sql.WireSession.Reply;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Lets the server judge a splitter: what the server does with a whole script is compared with what
 * it does with the pieces one by one, each of which it must take as a single statement.
 */
final class SplitOracle implements AutoCloseable {
  /** What a splitter makes of one statement. */
  record Piece(String sql, String copyData) {}

  /** A way to cut a script. */
  interface Splitter {
    List<Piece> split(String script);
  }

  /** The product's own way. */
  static final Splitter OURS =
      script ->
          Script.parse(script).statements().stream()
              .map(statement -> new Piece(statement.text(), statement.copyData().orElse("")))
              .toList();

  /** What is left behind: one command tag for each statement, an error, and the database. */
  record Outcome(List<String> tags, String error, String database) {}

  private static final String CONTENT =
      """
      SELECT n.nspname || '.' || c.relname || ' ' || c.relkind::text || ' '
          || coalesce(obj_description(c.oid, 'pg_class'), '')
          || CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) ELSE '' END
          || CASE WHEN c.relkind = 'i' THEN pg_get_indexdef(c.oid) ELSE '' END
          || CASE WHEN c.relkind = 'r'
               THEN query_to_xml('SELECT t::text FROM ' || c.oid::regclass || ' t ORDER BY 1',
                 true, true, '')::text
               ELSE '' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      UNION ALL
      SELECT a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
          || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
          || ' ' || coalesce(col_description(a.attrelid, a.attnum), '')
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid >= 16384 AND a.attnum > 0 AND a.attrelid::regclass::text !~ '^pg_toast'
      UNION ALL
      SELECT p.proname || ' ' || pg_get_functiondef(p.oid)
          || ' ' || coalesce(obj_description(p.oid, 'pg_proc'), '')
        FROM pg_proc p WHERE p.oid >= 16384 AND p.prokind IN ('f', 'p')
      UNION ALL SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE oid >= 16384
      UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE oid >= 16384
      UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE oid >= 16384
      UNION ALL SELECT enumlabel FROM pg_enum WHERE oid >= 16384
      ORDER BY 1
      """;

  private static final String EMPTY =
      """
      DO $$ DECLARE s text; BEGIN
        FOR s IN SELECT quote_ident(nspname) FROM pg_namespace
            WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
          EXECUTE 'DROP SCHEMA ' || s || ' CASCADE';
        END LOOP;
      END $$;
      CREATE SCHEMA public
      """;

  private final String database;
  private final Connection connection;

  SplitOracle() throws SQLException {
    this.database = TempPostgres.shared().newDatabase();
    this.connection = TempPostgres.shared().connect(database);
  }

  /** What the server does with whole messages. */
  Outcome messages(List<String> messages) throws Exception {
    return run(
        session -> {
          List<Reply> replies = new ArrayList<>();
          for (String message : messages) {
            replies.add(session.query(message));
          }
          return replies;
        });
  }

  /** What the server does with the pieces of a splitter. */
  Outcome pieces(List<Piece> pieces) throws Exception {
    return run(
        session -> {
          List<Reply> replies = new ArrayList<>();
          for (Piece piece : pieces) {
            Reply reply = session.single(piece.sql(), piece.copyData());
            replies.add(reply);
            if (reply.failed()) {
              break;
            }
          }
          return replies;
        });
  }

  /** The content of the database after pgjdbc and its CopyManager ran the statements. */
  String throughDriver(List<Statement> statements) throws Exception {
    execute(EMPTY);
    try (Connection driver = TempPostgres.shared().connect(database);
        java.sql.Statement sender = driver.createStatement()) {
      CopyManager copies = driver.unwrap(PGConnection.class).getCopyAPI();
      for (Statement statement : statements) {
        if (statement.copyData().isPresent()) {
          copies.copyIn(statement.text(), new StringReader(statement.copyData().get()));
        } else {
          sender.execute(statement.text());
        }
      }
    }
    return content();
  }

  private interface Sending {
    List<Reply> send(WireSession session) throws IOException;
  }

  private Outcome run(Sending sending) throws Exception {
    execute(EMPTY);
    List<String> tags = new ArrayList<>();
    StringBuilder error = new StringBuilder();
    try (WireSession session = new WireSession(database)) {
      for (Reply reply : sending.send(session)) {
        // COPY is compared with a twin that inserts
        reply.tags().forEach(tag -> tags.add(tag.replaceFirst("^COPY ", "INSERT 0 ")));
        error.append(reply.sqlState()).append(reply.error());
      }
    }
    return new Outcome(tags, error.toString(), content());
  }

  private String content() throws SQLException {
    StringBuilder content = new StringBuilder();
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(CONTENT)) {
      while (rows.next()) {
        content.append(rows.getString(1)).append('\n');
      }
    }
    return content.toString();
  }

  private void execute(String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
