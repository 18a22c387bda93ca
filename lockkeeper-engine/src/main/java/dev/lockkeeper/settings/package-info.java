/**
 * Typed settings of the engine. Front ends fill them; nothing here reads a file or the environment.
 */
package dev.lockkeeper.settings;
