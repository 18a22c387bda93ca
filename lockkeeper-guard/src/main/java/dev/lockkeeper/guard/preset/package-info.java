/**
 * What Lockkeeper knows of the commands of other migration tools: how each says up, down, status,
 * preview and mark, what its output means, and how a project or a command line gives it away.
 * Starts nothing and asks no database.
 */
@NullMarked
package dev.lockkeeper.guard.preset;

import org.jspecify.annotations.NullMarked;
