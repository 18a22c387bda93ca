/**
 * What is wrong with a set-up and how to mend it: checks of the project's files and settings, and
 * of a live database. {@link dev.lockkeeper.cli.doctor.Doctor} is the door. No diagnosis ever holds
 * a secret: a file's content is named by its line, never repeated.
 */
package dev.lockkeeper.cli.doctor;
