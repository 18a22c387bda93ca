/**
 * PostgreSQL's frontend/backend protocol, version 3: messages, start-up packets, and where in a
 * stream of bytes one message ends and the next begins. Pure: no sockets, no threads.
 */
@NullMarked
package dev.lockkeeper.guard.wire;

import org.jspecify.annotations.NullMarked;
