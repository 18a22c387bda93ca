/**
 * The record of releases, under the lock of a service's releases, and what the ledger proves about
 * an image.
 */
@NullMarked
package dev.lockkeeper.released;

import org.jspecify.annotations.NullMarked;
