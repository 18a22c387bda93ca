/**
 * Programs that Lockkeeper starts: what they are told, what is kept from them, what they print, and
 * that they end.
 */
@NullMarked
package dev.lockkeeper.guard.child;

import org.jspecify.annotations.NullMarked;
