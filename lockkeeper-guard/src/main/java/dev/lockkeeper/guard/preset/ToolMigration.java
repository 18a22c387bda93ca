package dev.lockkeeper.guard.preset;

/**
 * A migration as another tool lists it.
 *
 * @param version the word by which the tool's commands and its history table know it: {@code
 *     shop.0001_initial} for Django, a revision for Alembic, a file name for Knex, {@code
 *     file::id::author} for Liquibase, file names without extension for node-pg-migrate and Prisma,
 *     a number for dbmate and Flyway, {@code R__name} for a repeatable script of Flyway
 * @param applied whether the tool calls it applied
 */
public record ToolMigration(String version, boolean applied) {}
