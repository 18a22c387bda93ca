/**
 * Connections as streams of bytes: TCP, Unix sockets and TLS, with limits of time, and whole
 * messages read from them.
 */
@NullMarked
package dev.lockkeeper.guard.link;

import org.jspecify.annotations.NullMarked;
