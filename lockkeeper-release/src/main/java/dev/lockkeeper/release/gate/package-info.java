/**
 * The gate: the steps of a release in their order, each of which can be taken up again, and the
 * decision whether the new revision may take traffic. Without positive proof it may not.
 */
@NullMarked
package dev.lockkeeper.release.gate;

import org.jspecify.annotations.NullMarked;
