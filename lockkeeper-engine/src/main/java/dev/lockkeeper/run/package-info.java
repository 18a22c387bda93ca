/**
 * Executes plans. {@link dev.lockkeeper.run.Runner} takes the steps in order; each is sent in bulk,
 * statement by statement, segment by segment or as Java, and commits together with its ledger row.
 * {@link dev.lockkeeper.run.RunLock} is held meanwhile.
 */
package dev.lockkeeper.run;
