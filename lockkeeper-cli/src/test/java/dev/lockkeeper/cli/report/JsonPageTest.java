package dev.lockkeeper.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of JSON documents can be relied on. */
class JsonPageTest {
  private static final Path PAGE = Path.of("..", "docs", "json.md");
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void listsEveryErrorCodeWithItsExitCode() throws IOException {
    String page = Files.readString(PAGE);
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(page.lines())
          .as(code.id())
          .anyMatch(
              line ->
                  line.startsWith("| " + code.outcome().exitCode() + " |")
                      && line.contains("`" + code.id() + "`"));
    }
  }

  @Test
  void itsExamplesAreDocuments() throws IOException {
    List<MatchResult> examples = EXAMPLE.matcher(Files.readString(PAGE)).results().toList();
    assertThat(examples).hasSizeGreaterThan(5);
    for (MatchResult example : examples) {
      assertThat(JSON.std.mapFrom(example.group(1))).isNotEmpty();
    }
  }
}
