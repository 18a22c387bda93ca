/**
 * The port to a database: open a session, send one message, hold the run's lock. The dialect behind
 * it is a package of its own.
 */
package dev.lockkeeper.database;
