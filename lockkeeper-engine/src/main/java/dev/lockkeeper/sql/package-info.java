/**
 * PostgreSQL script text: lexer, splitter, statement classes. Knows no database; everything is
 * decided from the text.
 */
package dev.lockkeeper.sql;
