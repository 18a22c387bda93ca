/**
 * Judges scripts before anything is sent: what may not stand in one, where it is cut into segments,
 * and what each statement is.
 */
package dev.lockkeeper.check;
