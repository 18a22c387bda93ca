/** Finds what is installed in a jar beside Lockkeeper's own. */
@NullMarked
package dev.lockkeeper.extension;

import org.jspecify.annotations.NullMarked;
