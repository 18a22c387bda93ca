/**
 * Runs programs against a database: through a relay, so that they need no secret; under the lock
 * and on record, or only to ask them something.
 */
@NullMarked
package dev.lockkeeper.guard;

import org.jspecify.annotations.NullMarked;
