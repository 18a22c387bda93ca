/** What is known of a service that shall be released; reads no file. */
@NullMarked
package dev.lockkeeper.release.settings;

import org.jspecify.annotations.NullMarked;
