/**
 * Keeps the state of a database before it is changed: by pg_dump, or by what is installed beside.
 */
@NullMarked
package dev.lockkeeper.release.backup;

import org.jspecify.annotations.NullMarked;
