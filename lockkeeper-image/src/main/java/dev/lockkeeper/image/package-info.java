/** Builds Lockkeeper's container images: a tree of files, and that tree as an OCI image. */
@NullMarked
package dev.lockkeeper.image;

import org.jspecify.annotations.NullMarked;
