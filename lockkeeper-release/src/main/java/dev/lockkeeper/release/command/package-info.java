/** A platform of programs that the team has: gcloud, flyctl, a script on a machine. */
@NullMarked
package dev.lockkeeper.release.command;

import org.jspecify.annotations.NullMarked;
