/**
 * What others hear of a run while it goes on and when it has ended: notifications, metrics, spans.
 * None of it may change how a run ends, or keep it waiting for more than a few seconds.
 */
@NullMarked
package dev.lockkeeper.signal;

import org.jspecify.annotations.NullMarked;
