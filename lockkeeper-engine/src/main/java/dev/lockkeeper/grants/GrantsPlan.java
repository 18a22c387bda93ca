package dev.lockkeeper.grants;

import java.util.List;

/**
 * The statements that give two roles their rights, in order. Immutable; holds no password.
 *
 * @param request what was asked for
 * @param database the database that it is for
 * @param isOffline whether no server was read
 * @param basis what the plan rests on: a server that was read, or an assumption, as a sentence
 * @param missingRoles roles that have to be made first; without a server, every role that may be
 * @param statements what to run, in one transaction
 * @param owners statements that would give objects of others to the migration role; they are for a
 *     person to decide, and never run by themselves
 * @param warnings what the statements cannot mend
 */
public record GrantsPlan(
    GrantsRequest request,
    String database,
    boolean isOffline,
    String basis,
    List<String> missingRoles,
    List<GrantStatement> statements,
    List<String> owners,
    List<GrantsWarning> warnings) {

  public GrantsPlan {
    missingRoles = List.copyOf(missingRoles);
    statements = List.copyOf(statements);
    owners = List.copyOf(owners);
    warnings = List.copyOf(warnings);
  }

  /**
   * The plan as a script for psql: one transaction that refuses to run in another database, with
   * warnings, missing roles and changes of ownership as comments.
   */
  public String script() {
    return new GrantsScript(this).text();
  }
}
