/**
 * What a migration is, and what the ledger says of it. Values only; the one thing that may read a
 * file is a {@link dev.lockkeeper.migration.SqlBody} asked for its text.
 */
package dev.lockkeeper.migration;
