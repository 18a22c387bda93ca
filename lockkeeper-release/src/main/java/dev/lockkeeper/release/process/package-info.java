/** Programs of the team that a release starts: started directly, bounded, with masked output. */
@NullMarked
package dev.lockkeeper.release.process;

import org.jspecify.annotations.NullMarked;
