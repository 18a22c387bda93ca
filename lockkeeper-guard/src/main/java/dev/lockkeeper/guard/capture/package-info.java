/**
 * Lets programs work in a transaction that the relay holds and rolls back, and keeps what they have
 * sent. They see their own transactions, which are savepoints.
 */
@NullMarked
package dev.lockkeeper.guard.capture;

import org.jspecify.annotations.NullMarked;
