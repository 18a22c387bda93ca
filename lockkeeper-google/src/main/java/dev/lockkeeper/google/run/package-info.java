/** Cloud Run as a platform of the release gate, by Google's clients over gRPC. */
@NullMarked
package dev.lockkeeper.google.run;

import org.jspecify.annotations.NullMarked;
