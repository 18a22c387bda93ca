package dev.lockkeeper.grants;

import dev.lockkeeper.database.Literal;
import java.util.regex.Pattern;

/** Writes a plan as a script that psql accepts. */
final class GrantsScript {
  private static final Pattern LINE_END = Pattern.compile("\\r\\n|[\\n\\r]");

  private final GrantsPlan plan;
  private final StringBuilder text = new StringBuilder();

  GrantsScript(GrantsPlan plan) {
    this.plan = plan;
  }

  String text() {
    GrantsRequest request = plan.request();
    comment(
        "Rights in the database "
            + plan.database()
            + " for the migration role "
            + request.migrationRole()
            + " and the application role "
            + request.applicationRole()
            + ".");
    comment(plan.basis());
    comment("It may be run again, and changes nothing then.");
    for (GrantsWarning warning : plan.warnings()) {
      comment("WARNING: " + warning.message() + ". " + warning.fix());
    }
    roles();
    text.append("\nBEGIN;\n\n");
    comment("The right database?");
    text.append(guard());
    for (GrantStatement statement : plan.statements()) {
      text.append('\n');
      comment(statement.comment());
      text.append(statement.sql()).append(";\n");
    }
    text.append("\nCOMMIT;\n\n");
    advice();
    return text.toString();
  }

  private void roles() {
    if (plan.missingRoles().isEmpty()) {
      return;
    }
    comment("");
    comment(
        plan.isOffline()
            ? "Make the roles first if they do not exist:"
            : "These roles do not exist; make them first:");
    plan.missingRoles().forEach(role -> comment("  CREATE ROLE " + Literal.name(role) + " LOGIN;"));
    comment(
        "Set each password with \\password ROLE in psql, which neither shows nor logs it, or let"
            + " the provider's tool do it; never write it into a script.");
    if (plan.isOffline()) {
      comment("Where the server's administrator is no superuser, as on Cloud SQL, run this, too:");
      comment("  GRANT " + Literal.name(plan.request().migrationRole()) + " TO CURRENT_USER;");
    }
  }

  private String guard() {
    String expected = Literal.text(plan.database());
    String body =
        "BEGIN IF pg_catalog.current_database() <> "
            + expected
            + " THEN RAISE EXCEPTION 'this script is for the database %', "
            + expected
            + "; END IF; END";
    return DollarQuoted.statement("DO", body) + ";\n";
  }

  private void advice() {
    comment(
        "Functions: PUBLIC may execute new ones, as PostgreSQL has it by default; revoke it in the"
            + " migration that makes one with SECURITY DEFINER.");
    comment(
        "Only if migrations make schemas, or extensions that are marked as trusted: GRANT CREATE"
            + " ON DATABASE "
            + Literal.name(plan.database())
            + " TO "
            + Literal.name(plan.request().migrationRole())
            + ";");
    if (!plan.owners().isEmpty()) {
      text.append('\n');
      comment(
          "Objects that the migration role cannot alter. Decide for each; the application keeps the"
              + " rights granted above.");
      plan.owners().forEach(line -> comment("  " + line + ";"));
    }
  }

  /** A name with a line break must not end the comment. */
  private void comment(String line) {
    for (String part : LINE_END.split(line, -1)) {
      text.append(part.isEmpty() ? "--" : "-- " + part).append('\n');
    }
  }
}
