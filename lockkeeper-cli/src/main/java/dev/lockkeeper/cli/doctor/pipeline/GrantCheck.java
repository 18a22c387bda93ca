package dev.lockkeeper.cli.doctor.pipeline;

import java.util.List;
import java.util.regex.Pattern;

/** Rights on the tables of today, which say nothing about those of tomorrow. */
final class GrantCheck {
  private static final Pattern ON_ALL =
      Pattern.compile("(?i)\\bGRANT\\b.*\\bON\\s+ALL\\s+(TABLES|SEQUENCES)\\s+IN\\s+SCHEMA\\b.*");
  private static final Pattern DEFAULTS =
      Pattern.compile("(?i)\\bALTER\\s+DEFAULT\\s+PRIVILEGES\\b");

  private GrantCheck() {}

  static void examine(SourceFile source, Findings findings) {
    if (DEFAULTS.matcher(source.text()).find()) {
      return;
    }
    List<String> lines = source.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (ON_ALL.matcher(lines.get(i)).find()) {
        findings.warning(
            "grants.future",
            source.name(),
            i + 1,
            "this covers the tables that exist: the role cannot use one that a later migration"
                + " makes",
            "Add ALTER DEFAULT PRIVILEGES FOR ROLE … IN SCHEMA … GRANT … ON TABLES TO …;"
                + " `lockkeeper grants` writes all of it.");
        return;
      }
    }
  }
}
