/** The port to what runs a service and its jobs. */
@NullMarked
package dev.lockkeeper.release.platform;

import org.jspecify.annotations.NullMarked;
