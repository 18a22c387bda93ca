package dev.lockkeeper.signal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A file for the textfile collector of Prometheus' node exporter. It is written beside and renamed,
 * so that nobody reads half of it; when a run last succeeded stays in it when one fails.
 */
final class MetricsFile {
  private static final int LARGEST = 1 << 20;

  private final Path file;

  MetricsFile(Path file) {
    this.file = file;
  }

  /** Replaces the file; says what went wrong, if anything did. */
  Optional<String> write(List<MetricFamily> families) {
    Path folder = file.toAbsolutePath().getParent();
    Path aside =
        file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      if (folder == null || !Files.isDirectory(folder)) {
        return Optional.of("its folder does not exist");
      }
      // Not a temporary file of the library's, which others, such as the collector, could not read.
      Files.writeString(
          aside,
          page(families),
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getClass().getSimpleName());
    }
  }

  private String page(List<MetricFamily> families) throws IOException {
    String page = OpenMetricsText.of(families);
    if (page.contains("\n" + RunMetrics.LAST_SUCCESS + "{")) {
      return page;
    }
    String start = lastSuccess(families);
    return before()
        .lines()
        .filter(line -> line.startsWith(start))
        .filter(line -> line.substring(start.length()).matches("[0-9]{1,12}(\\.[0-9]{1,9})?"))
        .findFirst()
        .map(line -> OpenMetricsText.with(page, RunMetrics.LAST_SUCCESS, line))
        .orElse(page);
  }

  /** Every metric but the first has the same labels. */
  private static String lastSuccess(List<MetricFamily> families) {
    for (MetricFamily family : families) {
      if (family.value() instanceof MetricFamily.Counter counter) {
        return OpenMetricsText.sample(RunMetrics.LAST_SUCCESS, counter.labels());
      }
    }
    throw new IllegalStateException("no counter");
  }

  private String before() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
