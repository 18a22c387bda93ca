package dev.lockkeeper.guarded;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.Optional;

/**
 * How another program ended.
 *
 * @param changed whether it committed a change to the database, that of its own book-keeping aside
 * @param failure why its work counts as failed, if it does
 */
public record GuardedEnd(boolean changed, Optional<LockkeeperException> failure) {}
