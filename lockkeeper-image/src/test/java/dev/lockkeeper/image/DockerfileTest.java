package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {
  /** An image from the Dockerfile shall be told from one of image/build by its labels only. */
  @Test
  void saysWhatTheOtherImagesSay() throws IOException {
    String file = Files.readString(Path.of("../image/Dockerfile")).replaceAll(" \\\\\\n +", " ");
    List<String> stages = new ArrayList<>(List.of(file.split("\nFROM scratch AS ")));
    stages.remove(0);
    assertThat(stages).hasSize(Variant.values().length);
    for (Variant variant : Variant.values()) {
      assertThat(stages)
          .filteredOn(stage -> stage.startsWith(variant.tag() + "\n"))
          .singleElement()
          .asString()
          .contains("COPY --from=trees /trees/" + variant.tag() + "/rootfs /\n")
          .contains("ENV " + String.join(" ", ImageConfig.VARIABLES) + "\n")
          .contains("USER " + SystemFiles.USER + ":" + SystemFiles.USER + "\n")
          .contains("WORKDIR " + SystemFiles.PROJECT + "\n")
          .contains("ENTRYPOINT [\"" + Place.PROGRAM + "\"]")
          .doesNotContain("CMD");
    }
  }
}
