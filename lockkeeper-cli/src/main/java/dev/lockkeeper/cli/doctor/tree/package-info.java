/**
 * YAML files of others as trees that know their lines. Unlike settings, they are not judged here:
 * what is missing is absent, and unknown keys are fine.
 */
package dev.lockkeeper.cli.doctor.tree;
