package dev.lockkeeper.google.run;

import com.google.logging.v2.ListLogEntriesRequest;
import com.google.logging.v2.ListLogEntriesResponse;
import com.google.logging.v2.LogEntry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The lines that one execution prints, in their order, each once. Lines may come late: each time,
 * what is a little older than the last line is read again, and told apart by its id. A log that
 * cannot be read is said once and changes nothing else. Used by one thread.
 */
final class LogTail {
  private static final int PAGE = 1000;
  private static final int MOST_PAGES = 20;
  private static final int MOST_IDS = 20_000;
  private static final long LATE_SECONDS = 60;
  private static final int LONGEST = 64 * 1024;

  private final Clients clients;
  private final Place place;
  private final String execution;
  private final Watch watch;
  private final Map<String, Boolean> seen = new Recent();
  private Timestamp last = Timestamp.getDefaultInstance();
  private boolean isTold;

  LogTail(Clients clients, Place place, String execution, Watch watch) {
    this.clients = clients;
    this.place = place;
    this.execution = execution;
    this.watch = watch;
  }

  /**
   * Passes on what is new.
   *
   * @return whether there was anything
   */
  boolean poll() {
    try {
      return read();
    } catch (StatusRuntimeException e) {
      if (!isTold) {
        watch.say(
            "the log of "
                + execution
                + " cannot be read ("
                + e.getStatus().getCode()
                + "); the role roles/logging.viewer is needed. The job goes on");
        isTold = true;
      }
      return false;
    }
  }

  private boolean read() {
    boolean isNew = false;
    String token = "";
    for (int i = 0; i < MOST_PAGES; i++) {
      ListLogEntriesResponse page = clients.logging().listLogEntries(request(token));
      for (LogEntry entry : page.getEntriesList()) {
        isNew |= pass(entry);
      }
      token = page.getNextPageToken();
      if (token.isEmpty()) {
        break;
      }
    }
    return isNew;
  }

  private ListLogEntriesRequest request(String token) {
    String since =
        last.getSeconds() == 0
            ? ""
            : " AND timestamp>=\""
                + Timestamps.toString(
                    Timestamp.newBuilder().setSeconds(last.getSeconds() - LATE_SECONDS).build())
                + "\"";
    return ListLogEntriesRequest.newBuilder()
        .addResourceNames("projects/" + place.cloud().project())
        .setFilter(
            "resource.type=\"cloud_run_job\""
                + " AND resource.labels.job_name=\""
                + place.jobName()
                + "\" AND resource.labels.location=\""
                + place.cloud().region()
                + "\" AND labels.\"run.googleapis.com/execution_name\"=\""
                + execution
                + "\""
                + since)
        .setOrderBy("timestamp asc")
        .setPageSize(PAGE)
        .setPageToken(token)
        .build();
  }

  private boolean pass(LogEntry entry) {
    Optional<String> text = text(entry);
    if (text.isEmpty() || seen.put(id(entry), true) != null) {
      return false;
    }
    Timestamp time = entry.getTimestamp();
    if (Timestamps.compare(time, last) > 0) {
      last = time;
    }
    watch.line(
        new LogLine(
            Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos())),
            entry.getSeverityValue() == 0 ? "" : entry.getSeverity().name(),
            text.get()));
    return true;
  }

  private static String id(LogEntry entry) {
    return entry.getInsertId()
        + " "
        + entry.getLogName()
        + " "
        + Timestamps.toString(entry.getTimestamp());
  }

  /** What the program printed; entries of the audit log are none of its lines. */
  private static Optional<String> text(LogEntry entry) {
    return switch (entry.getPayloadCase()) {
      case TEXT_PAYLOAD -> Optional.of(bounded(entry.getTextPayload()));
      case JSON_PAYLOAD -> Optional.of(bounded(message(entry.getJsonPayload())));
      case PROTO_PAYLOAD, PAYLOAD_NOT_SET -> Optional.empty();
    };
  }

  private static String message(Struct json) {
    String message =
        Optional.ofNullable(json.getFieldsMap().get("message"))
            .map(value -> value.getStringValue())
            .orElse("");
    if (!message.isEmpty()) {
      return message;
    }
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(json);
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }

  private static String bounded(String text) {
    String line = text.stripTrailing();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  /** Ids of the latest lines; the oldest are forgotten. */
  private static final class Recent extends LinkedHashMap<String, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > MOST_IDS;
    }
  }
}
