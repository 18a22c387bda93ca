package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the migrations that add a column without keeping the application waiting.
 *
 * <p>A constant default is kept in the catalog and rewrites nothing. NOT NULL is proved by a CHECK
 * that is validated while others read and write, so that SET NOT NULL scans nothing (PostgreSQL
 * manual, ALTER TABLE, notes).
 */
final class SafeColumn {
  private static final Pattern FORM =
      Pattern.compile("((?:[A-Za-z_]\\w*\\.)?[A-Za-z_]\\w*)\\.([A-Za-z_]\\w*):(.+)");

  private final String table;
  private final String column;
  private final String type;
  private final boolean notNull;
  private final @Nullable String defaultValue;

  SafeColumn(String specification, boolean notNull, @Nullable String defaultValue) {
    Matcher matcher = FORM.matcher(specification);
    if (!matcher.matches()) {
      throw LockkeeperException.because(
              ErrorCode.USAGE,
              "--add-column takes TABLE.COLUMN:TYPE, which `" + specification + "` is not")
          .hint("Write it as in: --add-column orders.status:text")
          .build();
    }
    this.table = matcher.group(1);
    this.column = matcher.group(2);
    this.type = matcher.group(3);
    this.notNull = notNull;
    this.defaultValue = defaultValue;
  }

  /** The two sides of one migration. */
  record Draft(String name, String up, String down) {}

  List<Draft> drafts(String name) {
    List<Draft> drafts = new ArrayList<>();
    drafts.add(
        new Draft(
            name,
            "ALTER TABLE "
                + table
                + " ADD COLUMN "
                + column
                + " "
                + type
                + (defaultValue == null ? "" : " DEFAULT " + defaultValue)
                + ";\n",
            "ALTER TABLE " + table + " DROP COLUMN " + column + ";\n"));
    if (notNull) {
      drafts.add(proof(name));
      drafts.add(tightening(name));
    }
    return drafts;
  }

  private Draft proof(String name) {
    return new Draft(
        name + "_check",
        (defaultValue == null
                ? "-- Fill the column of the old rows before this runs: nothing may be NULL.\n"
                : "")
            + "ALTER TABLE "
            + table
            + " ADD CONSTRAINT "
            + check()
            + " CHECK ("
            + column
            + " IS NOT NULL) NOT VALID;\n",
        "ALTER TABLE " + table + " DROP CONSTRAINT " + check() + ";\n");
  }

  private Draft tightening(String name) {
    return new Draft(
        name + "_not_null",
        "-- lockkeeper: transaction=off\n"
            + "-- Each statement commits alone, so that no lock outlives the scan.\n"
            + "ALTER TABLE "
            + table
            + " VALIDATE CONSTRAINT "
            + check()
            + ";\nALTER TABLE "
            + table
            + " ALTER COLUMN "
            + column
            + " SET NOT NULL;\nALTER TABLE "
            + table
            + " DROP CONSTRAINT "
            + check()
            + ";\n",
        "ALTER TABLE "
            + table
            + " ALTER COLUMN "
            + column
            + " DROP NOT NULL;\nALTER TABLE "
            + table
            + " ADD CONSTRAINT "
            + check()
            + " CHECK ("
            + column
            + " IS NOT NULL) NOT VALID;\n");
  }

  private String check() {
    return table.substring(table.indexOf('.') + 1) + "_" + column + "_is_set";
  }
}
