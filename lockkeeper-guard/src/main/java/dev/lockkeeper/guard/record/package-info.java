/**
 * What passes through the relay as statements: cut out of the messages, without the values in them,
 * with their locks and their fate.
 */
@NullMarked
package dev.lockkeeper.guard.record;

import org.jspecify.annotations.NullMarked;
