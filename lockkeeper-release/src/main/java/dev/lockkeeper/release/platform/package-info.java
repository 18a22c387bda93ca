/**
 * The port to what runs a service and its jobs. Everything in it may be asked for again after a
 * crash: what is already as it should be is left as it is.
 */
@NullMarked
package dev.lockkeeper.release.platform;

import org.jspecify.annotations.NullMarked;
