/** Google's Secret Manager, by Google's client over gRPC. */
@NullMarked
package dev.lockkeeper.google.secret;

import org.jspecify.annotations.NullMarked;
