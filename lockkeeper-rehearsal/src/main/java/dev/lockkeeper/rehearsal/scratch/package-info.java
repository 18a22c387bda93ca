/**
 * PostgreSQL servers that Lockkeeper runs itself, so that a project can be tried without a database
 * at hand.
 */
@NullMarked
package dev.lockkeeper.rehearsal.scratch;

import org.jspecify.annotations.NullMarked;
