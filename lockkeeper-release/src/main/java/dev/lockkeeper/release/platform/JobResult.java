package dev.lockkeeper.release.platform;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a platform knows of an execution that is over.
 *
 * @param execution its name there
 * @param ending how it ended
 * @param exitCode of its program, if the platform says so
 * @param reason the platform's own words, without secrets; may be empty
 * @param logs where a person finds its log
 */
public record JobResult(
    String execution, Ending ending, OptionalInt exitCode, String reason, Optional<String> logs) {}
