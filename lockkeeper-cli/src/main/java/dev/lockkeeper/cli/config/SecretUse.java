package dev.lockkeeper.cli.config;

import dev.lockkeeper.secret.SecretReference;

/**
 * A reference to a secret, and where it stands.
 *
 * @param source as in {@link Origin#source()}
 * @param reference the secret that it names
 */
public record SecretUse(String source, SecretReference.Stored reference) {}
