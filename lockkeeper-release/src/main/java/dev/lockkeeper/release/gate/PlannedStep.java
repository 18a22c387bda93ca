package dev.lockkeeper.release.gate;

/**
 * A step as it would be taken.
 *
 * @param what what it does, as a sentence without its subject
 */
public record PlannedStep(StepName name, String what) {}
