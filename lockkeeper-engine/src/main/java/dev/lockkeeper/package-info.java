/**
 * Lockkeeper migrates databases at deploy time. {@link dev.lockkeeper.Lockkeeper} is the door; it
 * wires the packages below and says the main flow: read the folder, read the ledger, plan, check,
 * take the lock, run, report.
 */
package dev.lockkeeper;
