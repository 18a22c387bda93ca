/** The platform Kubernetes: Jobs that migrate, and Deployments that get the new image. */
@NullMarked
package dev.lockkeeper.kubernetes;

import org.jspecify.annotations.NullMarked;
