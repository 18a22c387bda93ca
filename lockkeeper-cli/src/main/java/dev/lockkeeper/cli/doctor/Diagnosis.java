package dev.lockkeeper.cli.doctor;

/**
 * What one check found. Never holds a secret.
 *
 * @param id the check, as a stable name such as {@code dotenv} or {@code live.pooler}
 * @param severity how much it matters
 * @param message what was found, as a sentence
 * @param fix what to do next, as sentences; empty where there is nothing to do
 */
public record Diagnosis(String id, Severity severity, String message, String fix) {}
