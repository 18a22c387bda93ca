package dev.lockkeeper.grants;

/**
 * One statement of a plan. Running it again changes nothing.
 *
 * @param comment what it is for, as a sentence
 * @param sql the statement, without a semicolon at its end
 * @param needs what the role that runs it must be or have
 * @param inPlace an SQL expression that is true where the statement's effect is there already
 */
public record GrantStatement(String comment, String sql, String needs, String inPlace) {}
