package dev.lockkeeper.grants;

/**
 * Something that the grants cannot mend.
 *
 * @param id a stable name, such as {@code superuser} or {@code foreign-owner}
 * @param message what is wrong, as a sentence
 * @param fix what to do about it, as a sentence
 */
public record GrantsWarning(String id, String message, String fix) {}
