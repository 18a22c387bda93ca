package dev.lockkeeper.release.platform;

import java.util.List;
import java.util.Optional;

/**
 * One execution of a job that a release asks for.
 *
 * @param job the job
 * @param key names this execution among all of the service's releases; an execution that has it is
 *     taken for this one and not started again. Letters, digits and dashes, at most 40
 * @param arguments in the place of the job's own, for this execution only
 */
public record JobRun(Job job, String key, Optional<List<String>> arguments) {}
