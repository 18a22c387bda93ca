/**
 * Finds migrations: SQL in folders and on the class path, Java through service loading. Reads and
 * checks names, encodings and headers; what the statements mean is not its business.
 */
package dev.lockkeeper.source;
