package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tables of faults in the documentation, which say what the tests try. */
final class FaultsPage {
  private static final Path PAGE = Path.of("..", "docs", "release.md");

  private FaultsPage() {}

  /** Whether a fault is tried in this build. */
  static boolean isTried(boolean isSample) {
    return isSample || "full".equals(System.getProperty("suites"));
  }

  /** The table of a platform has these rows; {@code -Dtable=record} writes them. */
  static void require(String platform, List<String> rows) throws IOException {
    String begin = "<!-- faults:" + platform + " -->";
    String end = "<!-- /faults:" + platform + " -->";
    String table =
        begin
            + "\n| step | what goes wrong | traffic then | error | exit |\n"
            + "| --- | --- | --- | --- | --- |\n"
            + String.join("\n", rows)
            + "\n"
            + end;
    String page = Files.readString(PAGE);
    if ("record".equals(System.getProperty("table"))) {
      page =
          page.substring(0, page.indexOf(begin))
              + table
              + page.substring(page.indexOf(end) + end.length());
      Files.writeString(PAGE, page);
    }
    assertThat(page).contains(table);
  }
}
