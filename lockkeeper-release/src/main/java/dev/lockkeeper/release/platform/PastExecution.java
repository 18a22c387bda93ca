package dev.lockkeeper.release.platform;

import java.time.Instant;
import java.util.Optional;

/**
 * An execution of the job that the platform still knows.
 *
 * @param name what the platform calls it
 * @param release the release that started it, if its label says so
 * @param image the image that ran
 * @param started when it began
 * @param finished when it ended, if it has
 * @param outcome how it ended, in the platform's words
 */
public record PastExecution(
    String name,
    Optional<String> release,
    String image,
    Instant started,
    Optional<Instant> finished,
    String outcome) {}
