/** Fakes of Google's services, built from Google's own descriptions of them, on a real port. */
@NullMarked
package dev.lockkeeper.google.fake;

import org.jspecify.annotations.NullMarked;
