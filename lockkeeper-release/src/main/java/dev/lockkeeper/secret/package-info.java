/**
 * Secrets that are kept elsewhere: how they are named, and the port to the stores that keep them.
 */
@NullMarked
package dev.lockkeeper.secret;

import org.jspecify.annotations.NullMarked;
