package dev.lockkeeper.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run, as the ledger remembers it.
 *
 * @param outcome how it ended; "lost" if it died without a word, "running" if it has not ended
 * @param command the other program that it ran, if it did
 * @param secrets the secrets that it had read, with the numbers of their versions
 * @param facts what the database was like {@code before} and {@code after}, as a JSON object; empty
 *     unless the run was asked to keep it
 * @param events what it did, oldest first
 */
public record RunRecord(
    String runId,
    Optional<String> releaseId,
    String project,
    String environment,
    String action,
    String actor,
    String host,
    String toolVersion,
    Optional<String> image,
    Optional<String> commit,
    String planHash,
    Instant startedAt,
    Optional<Instant> finishedAt,
    String outcome,
    Optional<String> errorCode,
    Optional<String> errorMessage,
    Optional<String> schemaHash,
    Optional<String> reason,
    Optional<String> command,
    List<String> secrets,
    Optional<String> facts,
    List<EventRecord> events) {

  /**
   * One thing that happened.
   *
   * @param kind such as {@code applied}, {@code reverted}, {@code failed}, {@code marked-applied},
   *     {@code adopted}
   * @param statementMillis how long each statement took; empty if they were sent in bulk
   * @param statementRows how many rows each changed; empty if they were sent in bulk
   */
  public record EventRecord(
      long id,
      Instant at,
      String kind,
      String version,
      String name,
      String direction,
      int batch,
      long durationMillis,
      int statements,
      List<Long> statementMillis,
      List<Long> statementRows,
      String checksum,
      Optional<String> sqlState,
      Optional<String> message) {}
}
