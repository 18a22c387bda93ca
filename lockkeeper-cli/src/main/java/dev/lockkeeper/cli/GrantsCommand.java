package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.grants.GrantStatement;
import dev.lockkeeper.grants.Grants;
import dev.lockkeeper.grants.GrantsPlan;
import dev.lockkeeper.grants.GrantsReport;
import dev.lockkeeper.grants.GrantsRequest;
import dev.lockkeeper.grants.GrantsWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "grants",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints or applies the least rights of a migration role and an application role.",
      "Tables made later are included; --apply runs it, as an owner of the database."
    })
final class GrantsCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--migration-role",
      required = true,
      paramLabel = "R",
      description = "the role that runs migrations")
  String migrationRole = "";

  @Option(
      names = "--app-role",
      required = true,
      paramLabel = "R",
      description = "the role of the application")
  String applicationRole = "";

  @Option(
      names = "--schema",
      paramLabel = "S",
      description = "a schema of the application's tables; default public")
  List<String> schemas = new ArrayList<>();

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "print for this database without a connection")
  @Nullable String database;

  @Option(names = "--apply", description = "run it, in one transaction")
  boolean apply;

  GrantsCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (database != null && !apply) {
      String ledger = invocation.configuration(DatabaseNeed.NONE).settings().ledgerSchema();
      print(grants(ledger).offline());
      return 0;
    }
    return invocation.withDatabase(
        place -> {
          Grants grants = grants(place.configuration().settings().ledgerSchema());
          try (Session session = place.session()) {
            if (apply) {
              print(grants.apply(session));
            } else {
              print(grants.plan(session));
            }
          }
          return 0;
        });
  }

  private Grants grants(String ledgerSchema) {
    return new Grants(
        new GrantsRequest(
            Optional.ofNullable(database), migrationRole, applicationRole, schemas, ledgerSchema));
  }

  private void print(GrantsPlan plan) {
    Output output = invocation.output();
    if (output.form().json()) {
      output.document(JsonDocuments.grants(plan, List.of(), List.of()));
      return;
    }
    output.line(plan.script().stripTrailing());
    plan.warnings().forEach(this::warn);
  }

  private void print(GrantsReport report) {
    Output output = invocation.output();
    if (output.form().json()) {
      output.document(JsonDocuments.grants(report.plan(), report.done(), report.alreadyInPlace()));
      return;
    }
    for (GrantStatement statement : report.done()) {
      output.line("  " + output.good("✓") + " " + statement.sql());
    }
    report.plan().warnings().forEach(this::warn);
    output.line(
        "Ran "
            + report.done().size()
            + " statements; "
            + report.alreadyInPlace().size()
            + " were in place already.");
  }

  private void warn(GrantsWarning warning) {
    invocation.output().warning(warning.message() + ". " + warning.fix());
  }
}
