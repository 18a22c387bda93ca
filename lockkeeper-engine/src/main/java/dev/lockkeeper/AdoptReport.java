package dev.lockkeeper;

import dev.lockkeeper.foreign.AdoptionPlan;
import dev.lockkeeper.run.RunReport;

/**
 * What {@link Lockkeeper#adopt} has taken over. Immutable.
 *
 * @param plan the migrations with what the other tool had kept of them
 * @param run the run that recorded them
 */
public record AdoptReport(AdoptionPlan plan, RunReport run) {}
