/**
 * The relay: lets clients in that know its one-time password, and passes their traffic on to
 * sessions of its own on the real server.
 */
@NullMarked
package dev.lockkeeper.guard.relay;

import org.jspecify.annotations.NullMarked;
