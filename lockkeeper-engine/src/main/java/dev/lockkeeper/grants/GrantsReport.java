package dev.lockkeeper.grants;

import java.util.List;

/**
 * What an application of a plan did. Immutable.
 *
 * @param plan the plan
 * @param done statements that changed something
 * @param alreadyInPlace statements whose effect was there before, so that they were not run
 */
public record GrantsReport(
    GrantsPlan plan, List<GrantStatement> done, List<GrantStatement> alreadyInPlace) {

  public GrantsReport {
    done = List.copyOf(done);
    alreadyInPlace = List.copyOf(alreadyInPlace);
  }
}
