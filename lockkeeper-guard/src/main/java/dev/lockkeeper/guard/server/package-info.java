/** Opens sessions on the real server: connects, encrypts, and authenticates with its password. */
@NullMarked
package dev.lockkeeper.guard.server;

import org.jspecify.annotations.NullMarked;
