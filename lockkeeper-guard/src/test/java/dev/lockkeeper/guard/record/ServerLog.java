package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.sql.LiteralMasking;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.testing.TempPostgres;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server with {@code log_statement = all} says that it has executed. */
final class ServerLog {
  /** The settings of such a server. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "log_statement", "all",
          "log_min_duration_statement", "-1",
          "log_line_prefix", "@%p@ ",
          "max_connections", "120");

  private static final String CUT = " … (cut)";
  private static final Pattern ENTRY =
      Pattern.compile("(?ms)^@(\\d+)@ (\\w+):  (.*?)(?=^@\\d+@ |\\z)");
  private static final Pattern STATEMENT = Pattern.compile("(?s)statement: (.*)");
  private static final Pattern EXECUTE = Pattern.compile("(?s)execute (?:fetch from )?[^:]+: (.*)");
  private static final Pattern CALL = Pattern.compile("(?s)fastpath function call: (.*)");

  private ServerLog() {}

  private record Entry(String kind, String text) {}

  /** Compares the record of each session with the log, statement by statement and in order. */
  static void assertSame(TempPostgres server, Recording recording) {
    String log = server.logText();
    assertThat(recording.pids()).isNotEmpty();
    for (int i = 0; i < recording.pids().size(); i++) {
      List<Entry> entries = entries(log, recording.pids().get(i));
      List<StatementRecord> records = recording.of(i + 1);
      compare(entries, new ArrayList<>(records));
      assertThat(records).extracting(StatementRecord::number).isSorted();
    }
  }

  private static List<Entry> entries(String log, int pid) {
    List<Entry> entries = new ArrayList<>();
    Matcher matcher = ENTRY.matcher(log);
    while (matcher.find()) {
      if (matcher.group(1).equals(String.valueOf(pid))) {
        add(entries, matcher.group(2), matcher.group(3).strip().replace("\n\t", "\n"));
      }
    }
    return entries;
  }

  private static void add(List<Entry> entries, String level, String text) {
    Matcher statement = STATEMENT.matcher(text);
    Matcher execute = EXECUTE.matcher(text);
    Matcher call = CALL.matcher(text);
    if (level.equals("LOG") && statement.matches()) {
      entries.add(new Entry("query", statement.group(1)));
    } else if (level.equals("LOG") && execute.matches()) {
      entries.add(new Entry("execute", execute.group(1)));
    } else if (level.equals("LOG") && call.matches()) {
      entries.add(new Entry("call", call.group(1)));
    } else if (level.equals("STATEMENT")) {
      entries.add(new Entry("refused", text));
    }
  }

  private static void compare(List<Entry> entries, List<StatementRecord> records) {
    Iterator<StatementRecord> left = records.iterator();
    StatementRecord last = null;
    boolean mayFollow = false;
    for (Entry entry : entries) {
      if (entry.kind().equals("refused")) {
        if (!mayFollow || last == null || last.sqlState().isEmpty()) {
          last = next(left, entry.text());
          assertText(last, entry.text());
          assertThat(last.sqlState()).as(entry.text()).isPresent();
        }
        mayFollow = false;
      } else if (entry.kind().equals("call")) {
        last = next(left, entry.text());
        assertThat(last.command()).isEqualTo("FUNCTION CALL");
        mayFollow = true;
      } else {
        last = statements(entry, left);
        mayFollow = true;
      }
    }
    List<StatementRecord> more = new ArrayList<>();
    left.forEachRemaining(more::add);
    assertThat(more).as("behind the last statement of the log, " + last).isEmpty();
  }

  private static StatementRecord statements(Entry entry, Iterator<StatementRecord> left) {
    StatementRecord last = null;
    for (String text : cut(entry)) {
      if (last != null && last.sqlState().isPresent()) {
        return last;
      }
      last = next(left, text);
      assertText(last, text);
    }
    return last;
  }

  private static void assertText(StatementRecord record, String text) {
    String recorded = record.text();
    if (recorded.endsWith(CUT)) {
      assertThat(normal(text))
          .startsWith(normal(recorded.substring(0, recorded.length() - CUT.length())));
    } else {
      assertThat(normal(recorded)).isEqualTo(normal(text));
    }
  }

  private static StatementRecord next(Iterator<StatementRecord> left, String text) {
    assertThat(left.hasNext()).as("a record of: " + text).isTrue();
    return left.next();
  }

  private static List<String> cut(Entry entry) {
    if (entry.kind().equals("execute")) {
      return List.of(entry.text());
    }
    try {
      return Script.ofQuery(entry.text(), false).statements().stream()
          .map(Statement::text)
          .toList();
    } catch (LockkeeperException e) {
      return List.of(entry.text());
    }
  }

  private static String normal(String text) {
    String masked = LiteralMasking.mask(text, "", false).strip();
    return masked.endsWith(";") ? masked.substring(0, masked.length() - 1).strip() : masked;
  }
}
