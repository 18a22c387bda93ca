package dev.lockkeeper.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names for what differs between two runs of a scenario, such as <code>{time}</code>: put into
 * printed lines in place of the values, and into steps the other way round.
 */
final class Wildcards {
  private static final Map<Pattern, String> CHANGING = new LinkedHashMap<>();

  static {
    changing("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "{time}");
    changing("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "{run-id}");
    changing("\\b([0-9a-f]{64}|[0-9a-f]{32})\\b", "{hash}");
    changing("(?<=^\\| |\\brun )[0-9a-f]{8}\\b", "{run}");
    changing("(?<=\\bhistory )[0-9a-f]{8}\\b", "{run}");
    changing("(?<=\"host\" : \")[^\"]+|(?<=tester on )[^ ,]+", "{host}");
    changing(
        "(?<=\"toolVersion\" : \")[^\"]+|(?<=\\{host}, Lockkeeper )\\S+|(?<=^\\| lockkeeper )\\S+$",
        "{version}");
    changing("\\b\\d+(\\.\\d)? (ms|s) {2,}", "{duration}  ");
    changing("(?<=\\bpid |pg_terminate_backend\\()\\d+", "{n}");
    changing("\\b\\d+(\\.\\d+)? (ms|s)\\b", "{duration}");
    changing("\\b\\d+ min( \\d+ s)?\\b", "{duration}");
    changing("(?<=\"durationMs\"( : |:))\\d+", "{n}");
    changing("(?<=\"statementMs\" : \\[)[ \\d,]+(?=\\])", " {n} ");
    changing("(?:\\b|(?<=/[VU]))20[2-9]\\d{11}(?=[_ ])", "{stamp}");
  }

  private final Map<String, String> known = new LinkedHashMap<>();
  private final Map<String, String> seen = new LinkedHashMap<>();

  Wildcards(Path project, String server, String database) {
    known.put("{url}", "postgres://postgres@" + server + "/" + database);
    known.put("{second}", database + "_second");
    known.put("{database}", database);
    known.put("{server}", server);
    known.put("{port}", server.substring(server.indexOf(':') + 1));
    known.put("{project}", project.toString());
  }

  private static void changing(String pattern, String name) {
    CHANGING.put(Pattern.compile(pattern), name);
  }

  /** A printed line with names in the place of what changes. */
  String hide(String line) {
    String hidden = line;
    for (Map.Entry<String, String> value : known.entrySet()) {
      if (!value.getKey().equals("{port}")) {
        hidden = hidden.replace(value.getValue(), value.getKey());
      }
    }
    hidden = hidden.replaceAll("port " + known.get("{port}") + "\\b", "port {port}");
    for (Map.Entry<Pattern, String> rule : CHANGING.entrySet()) {
      Matcher matcher = rule.getKey().matcher(hidden);
      if (matcher.find()) {
        seen.put(rule.getValue(), matcher.group());
        hidden = matcher.replaceAll(rule.getValue());
      }
    }
    return hidden;
  }

  /** The text of a step with values in the place of names; the last value that was printed. */
  String fill(String text) {
    String filled = text;
    for (Map.Entry<String, String> value : known.entrySet()) {
      filled = filled.replace(value.getKey(), value.getValue());
    }
    for (Map.Entry<String, String> value : seen.entrySet()) {
      filled = filled.replace(value.getKey(), value.getValue());
    }
    return filled;
  }
}
