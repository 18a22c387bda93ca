package dev.lockkeeper.ledger;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which run writes.
 *
 * @param id the run
 * @param project whose migrations it runs
 * @param environment where
 * @param action the command, such as {@code up}
 * @param actor who started it
 * @param host the machine it runs on
 * @param toolVersion this version of Lockkeeper
 * @param releaseId what the runs of one release share
 * @param image the container image
 * @param commit the source revision
 * @param secrets the secrets that it has read, with the numbers of their versions
 * @param reason why, where a person had to say it
 * @param command the program that ran under the lock, if it was another one, without secrets
 */
public record RunIdentity(
    UUID id,
    String project,
    String environment,
    String action,
    String actor,
    String host,
    String toolVersion,
    Optional<String> releaseId,
    Optional<String> image,
    Optional<String> commit,
    List<String> secrets,
    Optional<String> reason,
    Optional<String> command) {}
