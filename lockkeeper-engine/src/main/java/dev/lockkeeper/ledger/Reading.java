package dev.lockkeeper.ledger;

import dev.lockkeeper.migration.History;

/**
 * What one look at the database tells.
 *
 * @param history what is applied
 * @param server what the server is
 * @param userTables how many tables of users there are; counted only when there is no ledger
 * @param mayCreate whether the role may create the ledger; looked at only when there is none
 */
public record Reading(History history, ServerFacts server, int userTables, boolean mayCreate) {}
