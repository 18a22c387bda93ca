/**
 * Decides what a run would do. Pure: the catalog, the history and the request go in, a {@link
 * dev.lockkeeper.plan.Plan} comes out; no clock, no database. The same values serve to show, check
 * and execute it.
 */
package dev.lockkeeper.plan;
