/**
 * What can go wrong: stable codes, the outcome and exit code that follow from them, and the one
 * exception.
 */
package dev.lockkeeper.failure;
