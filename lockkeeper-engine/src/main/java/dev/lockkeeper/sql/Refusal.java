package dev.lockkeeper.sql;

/**
 * Why a statement is always refused. Immutable.
 *
 * @param reason what it would do, as a sentence
 * @param hint what to write instead, as a sentence
 */
public record Refusal(String reason, String hint) {}
