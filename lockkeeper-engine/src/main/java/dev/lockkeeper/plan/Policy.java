package dev.lockkeeper.plan;

/**
 * What the settings say about plans.
 *
 * @param allowOutOfOrder whether a pending migration older than an applied one may run
 * @param requireDown whether a pending migration must have a way back or say why not
 * @param minimumNameLength the least number of characters in a pending migration's name
 */
public record Policy(boolean allowOutOfOrder, boolean requireDown, int minimumNameLength) {}
