/** Fixtures shared by the tests of every module: real PostgreSQL servers. */
package dev.lockkeeper.testing;
