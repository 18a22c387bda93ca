/** The command line: the programs that start, and the commands. */
@NullMarked
package dev.lockkeeper.cli;

import org.jspecify.annotations.NullMarked;
