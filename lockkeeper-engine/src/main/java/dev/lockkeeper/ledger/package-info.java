/**
 * Lockkeeper's tables in the target database: what is applied (state), everything that ever
 * happened (events, append-only), every run, and the text that was applied. {@link
 * dev.lockkeeper.ledger.Ledger} reads and creates them; {@link dev.lockkeeper.ledger.LedgerRows}
 * writes the statements that a run sends together with its change.
 */
package dev.lockkeeper.ledger;
