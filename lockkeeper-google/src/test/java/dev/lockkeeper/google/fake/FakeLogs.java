package dev.lockkeeper.google.fake;

import com.google.api.MonitoredResource;
import com.google.logging.type.LogSeverity;
import com.google.logging.v2.ListLogEntriesRequest;
import com.google.logging.v2.ListLogEntriesResponse;
import com.google.logging.v2.LogEntry;
import com.google.logging.v2.LoggingServiceV2Grpc;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cloud Logging, for what jobs print: entries may be seen late, and filters must be right. */
final class FakeLogs extends LoggingServiceV2Grpc.LoggingServiceV2ImplBase {
  private static final Pattern FILTER =
      Pattern.compile(
          "resource\\.type=\"cloud_run_job\" AND resource\\.labels\\.job_name=\"([^\"]+)\""
              + " AND resource\\.labels\\.location=\"([^\"]+)\""
              + " AND labels\\.\"run\\.googleapis\\.com/execution_name\"=\"([^\"]+)\""
              + "(?: AND timestamp>=\"([^\"]+)\")?");

  private final CloudState state;
  private final List<Kept> entries = new ArrayList<>();

  private record Kept(LogEntry entry, long visible) {}

  FakeLogs(CloudState state) {
    this.state = state;
  }

  void add(String job, String execution, int attempt, String stream, String text) {
    Optional<Duration> delay = state.faults.logDelay();
    if (delay.isEmpty()) {
      return;
    }
    synchronized (state) {
      LogEntry entry =
          LogEntry.newBuilder()
              .setInsertId(state.letters(16))
              .setLogName("projects/p/logs/run.googleapis.com%2F" + stream)
              .setResource(
                  MonitoredResource.newBuilder()
                      .setType("cloud_run_job")
                      .putLabels("job_name", job))
              .setTimestamp(CloudState.now())
              .setSeverity(stream.equals("stderr") ? LogSeverity.ERROR : LogSeverity.INFO)
              .putLabels("run.googleapis.com/execution_name", execution)
              .putLabels("run.googleapis.com/task_index", "0")
              .putLabels("run.googleapis.com/task_attempt", Integer.toString(attempt))
              .setTextPayload(text)
              .build();
      entries.add(new Kept(entry, System.nanoTime() + delay.get().toNanos()));
    }
  }

  @Override
  public void listLogEntries(
      ListLogEntriesRequest request, StreamObserver<ListLogEntriesResponse> observer) {
    state.answer(observer, "ListLogEntries", "logging.logEntries.list", () -> list(request));
  }

  private ListLogEntriesResponse list(ListLogEntriesRequest request) {
    Matcher filter = FILTER.matcher(request.getFilter());
    if (!filter.matches()) {
      throw CloudState.invalid("filter " + request.getFilter());
    }
    List<LogEntry> found =
        entries.stream()
            .filter(kept -> System.nanoTime() - kept.visible() >= 0)
            .map(Kept::entry)
            .filter(entry -> isWanted(entry, filter))
            .sorted((a, b) -> Timestamps.compare(a.getTimestamp(), b.getTimestamp()))
            .toList();
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    int to = Math.min(found.size(), from + Math.min(request.getPageSize(), 3));
    ListLogEntriesResponse.Builder page =
        ListLogEntriesResponse.newBuilder().addAllEntries(found.subList(from, to));
    return to < found.size() ? page.setNextPageToken(Integer.toString(to)).build() : page.build();
  }

  private static boolean isWanted(LogEntry entry, Matcher filter) {
    return filter.group(1).equals(entry.getResource().getLabelsOrThrow("job_name"))
        && filter.group(3).equals(entry.getLabelsOrThrow("run.googleapis.com/execution_name"))
        && (filter.group(4) == null
            || Timestamps.compare(entry.getTimestamp(), time(filter.group(4))) >= 0);
  }

  private static Timestamp time(String text) {
    try {
      return Timestamps.parse(text);
    } catch (ParseException e) {
      throw CloudState.invalid("timestamp " + text);
    }
  }
}
