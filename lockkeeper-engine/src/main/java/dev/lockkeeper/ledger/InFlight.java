package dev.lockkeeper.ledger;

import dev.lockkeeper.migration.Applied;

/**
 * What the state table's column {@code detail} keeps of a statement in flight: its checksum, a
 * blank, and what the catalog looked like before it.
 */
record InFlight(String checksum, String catalog) {

  static InFlight of(Applied.Progress progress) {
    return new InFlight(progress.statementChecksum(), progress.detail());
  }

  static InFlight read(String column) {
    int blank = column.indexOf(' ');
    return blank < 0
        ? new InFlight("", column)
        : new InFlight(column.substring(0, blank), column.substring(blank + 1));
  }

  String column() {
    return checksum.isEmpty() ? catalog : checksum + " " + catalog;
  }
}
