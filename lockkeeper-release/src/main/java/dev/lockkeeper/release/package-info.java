/** Opens the platform of a service: our own, or one in a jar that need not be there. */
@NullMarked
package dev.lockkeeper.release;

import org.jspecify.annotations.NullMarked;
