/**
 * The way to a Cloud SQL instance through Google's connector, which runs in this process. It is
 * found at run time, if it is there; nothing of ours needs it to be compiled or to start.
 */
@NullMarked
package dev.lockkeeper.database.cloudsql;

import org.jspecify.annotations.NullMarked;
