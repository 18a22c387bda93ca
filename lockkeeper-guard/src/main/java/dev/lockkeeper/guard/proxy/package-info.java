/**
 * Proxies that Lockkeeper starts on the way to a database, such as cloud-sql-proxy or a tunnel of
 * ssh: a free port, the wait until PostgreSQL answers there, the end.
 */
@NullMarked
package dev.lockkeeper.guard.proxy;

import org.jspecify.annotations.NullMarked;
