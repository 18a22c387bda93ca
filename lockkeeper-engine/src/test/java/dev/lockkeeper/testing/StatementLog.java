package dev.lockkeeper.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.sql.LiteralMasking;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server with {@code log_statement = all} says that it has executed. */
public final class StatementLog {
  /** The settings of such a server. */
  public static final Map<String, String> SETTINGS =
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

  private StatementLog() {}

  private record Entry(String kind, String text) {}

  /** Compares the record of one session with the log, statement by statement and in order. */
  public static void assertSame(String log, int pid, List<StatementRecord> records) {
    compare(entries(log, pid), records);
    assertThat(records).extracting(StatementRecord::number).isSorted();
  }

  /**
   * The same for a session whose recorder was killed: what it had asked for last may be missing,
   * with the BEGIN that a driver sends along with it.
   */
  public static void assertKept(String log, int pid, List<StatementRecord> records) {
    List<Entry> entries = sent(log, pid);
    List<Entry> kept = withoutLast(entries);
    try {
      compare(entries, records);
    } catch (AssertionError whole) {
      try {
        compare(kept, records);
      } catch (AssertionError e) {
        if (!endsInBegin(kept)) {
          throw whole;
        }
        compare(withoutLast(kept), records);
      }
    }
  }

  /** What the session has asked for last, as a later run has seen it. */
  public static void assertLast(String log, int pid, StatementRecord record) {
    List<Entry> entries = sent(log, pid);
    assertThat(entries).isNotEmpty();
    assertText(record, entries.get(entries.size() - 1).text());
  }

  /** Without the failure of what a server does for a client that is gone. */
  private static List<Entry> sent(String log, int pid) {
    List<Entry> entries = entries(log, pid);
    int last = entries.size() - 1;
    boolean isRefused =
        last > 0
            && entries.get(last).kind().equals("refused")
            && entries.get(last).text().equals(entries.get(last - 1).text());
    return isRefused ? withoutLast(entries) : entries;
  }

  private static List<Entry> withoutLast(List<Entry> entries) {
    return entries.subList(0, Math.max(0, entries.size() - 1));
  }

  private static boolean endsInBegin(List<Entry> entries) {
    return !entries.isEmpty()
        && entries.get(entries.size() - 1).text().toUpperCase(Locale.ROOT).startsWith("BEGIN");
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
