/** Container images: references, and the digest behind a tag. */
@NullMarked
package dev.lockkeeper.release.image;

import org.jspecify.annotations.NullMarked;
