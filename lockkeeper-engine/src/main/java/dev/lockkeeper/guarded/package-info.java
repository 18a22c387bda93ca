/** Work of other programs under the lock: what they did is put on record while they do it. */
@NullMarked
package dev.lockkeeper.guarded;

import org.jspecify.annotations.NullMarked;
