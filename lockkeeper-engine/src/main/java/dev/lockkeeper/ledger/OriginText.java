package dev.lockkeeper.ledger;

import dev.lockkeeper.migration.Applied;
import java.util.Optional;

/**
 * What the state table's column {@code detail} keeps of an adopted migration: its source and, after
 * a blank, the role that applied it, if that is known.
 */
final class OriginText {
  private OriginText() {}

  static Applied.Origin read(String column) {
    int blank = column.indexOf(' ');
    return blank < 0
        ? new Applied.Origin(column, Optional.empty())
        : new Applied.Origin(column.substring(0, blank), Optional.of(column.substring(blank + 1)));
  }

  static String column(Applied.Origin origin) {
    return origin.source() + origin.appliedBy().map(role -> " " + role).orElse("");
  }
}
