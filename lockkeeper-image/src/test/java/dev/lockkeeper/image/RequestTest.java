package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTest {
  @TempDir Path folder;

  @Test
  void buildsBothImagesUnlessOneIsNamed() throws IOException {
    assertThat(request().variants()).containsExactly(Variant.JOB, Variant.FULL);
    assertThat(request("full").variants()).containsExactly(Variant.FULL);
    assertThat(request("job", "--tree-only").treeOnly()).isTrue();
    assertThat(request("--out", "x").out()).isEqualTo(Path.of("x").toAbsolutePath());
  }

  @Test
  void takesTheTimeFromTheEnvironment() throws IOException {
    assertThat(request().time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(Request.of(arguments(), Map.of("SOURCE_DATE_EPOCH", "86400")).time())
        .isEqualTo(Instant.parse("1970-01-02T00:00:00Z"));
    List<String> arguments = arguments();
    assertThatThrownBy(() -> Request.of(arguments, Map.of("SOURCE_DATE_EPOCH", "today")))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("today");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> request("small"))
        .isInstanceOf(BuildException.class)
        .hasMessage("small is no image; there are job and full");
    assertThatThrownBy(() -> request("--jdk"))
        .isInstanceOf(BuildException.class)
        .hasMessage("--jdk needs a path behind it");
    assertThatThrownBy(() -> Request.of(List.of("--distribution", "none.tar.gz"), Map.of()))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("none.tar.gz");
  }

  private Request request(String... more) throws IOException {
    return Request.of(arguments(more), Map.of());
  }

  private List<String> arguments(String... more) throws IOException {
    Path distribution = Files.writeString(folder.resolve("lockkeeper.tar.gz"), "");
    List<String> arguments = new ArrayList<>(List.of("--distribution", distribution.toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }
}
