/**
 * Suites that disturb runs, by many runners at once and by killed processes, servers and networks,
 * and then look whether the database tells the same as after an undisturbed run.
 */
package dev.lockkeeper.faults;
