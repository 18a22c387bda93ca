package dev.lockkeeper.secret;

import dev.lockkeeper.settings.Secret;

/**
 * A secret as a store gave it. {@link #toString()} does not show it.
 *
 * @param version the version by its number, whatever it was asked for by
 * @param value what it holds, as text
 */
public record StoredSecret(SecretVersion version, Secret value) {}
