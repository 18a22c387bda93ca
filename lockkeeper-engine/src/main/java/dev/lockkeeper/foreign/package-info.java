/**
 * Histories that other migration tools keep in the database: recognised by their tables and
 * columns, read under the tool's own lock, compared with the files by the tool's own checksum.
 * Nothing here writes to a table of another tool.
 */
package dev.lockkeeper.foreign;
