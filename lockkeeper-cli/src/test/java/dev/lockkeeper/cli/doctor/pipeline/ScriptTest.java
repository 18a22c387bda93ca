package dev.lockkeeper.cli.doctor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.cli.doctor.pipeline.Script.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
  private static List<ShellCommand> commands(String text) {
    return Script.commands(text, 1, false, false);
  }

  @Test
  void commandsKeepTheirLines() {
    List<ShellCommand> commands =
        commands(
            "# a comment\n"
                + "gcloud run \\\n"
                + "  jobs execute m --wait  # behind\n"
                + "echo \"it's; done && dusted\" 2>&1\n"
                + "cat <<EOF\n"
                + "gcloud run deploy x\n"
                + "EOF\n"
                + "DB=x true");

    assertThat(commands).extracting(ShellCommand::line).containsExactly(2, 4, 5, 8);
    assertThat(commands)
        .extracting(ShellCommand::text)
        .containsExactly(
            "gcloud run jobs execute m --wait", "echo it's; done && dusted 2>&1", "cat", "true");
  }

  @Test
  void substitutionStaysInItsWord() {
    assertThat(commands("a \"$(b; c && d)\" ${e:-f} $(g | h)").get(0).words())
        .containsExactly("a", "$(b; c && d)", "${e:-f}", "$(g | h)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      textBlock =
          """
          m                              / ENDS
          m; n                           / GOES_ON
          set -e; m; n                   / ENDS
          set -euo pipefail; m; n        / ENDS
          set -o errexit; m; n           / ENDS
          set -e; set +e; m; n           / GOES_ON
          m && n                         / ENDS
          m && n; o                      / GOES_ON
          set -e; m && n; o              / GOES_ON
          m | tee log                    / PIPE
          set -eo pipefail; m | tee log  / ENDS
          m || true                      / FORGOTTEN
          m || echo failed               / FORGOTTEN
          m || { echo failed; exit 1; }  / ENDS
          m || exit 1; n                 / ENDS
          m & n                          / BACKGROUND
          if m; then n; fi; o            / ENDS
          m; code=$?; n                  / GOES_ON
          m; if [ $? -ne 0 ]; then exit 1; fi / ENDS
          """)
  void fateOfAFailureIsTold(String script, Fate fate) {
    List<ShellCommand> commands = commands(script.strip());
    int index = commands.stream().map(ShellCommand::program).toList().indexOf("m");

    assertThat(Script.fate(commands, index)).isEqualTo(fate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'", "\"", "$(", "<<X\ny", "a \\", "a && ", "(((", "&", "| |", "<<"})
  void whatIsNotClosedEndsWithTheText(String script) {
    assertThat(commands(script).size()).isLessThan(3);
  }
}
