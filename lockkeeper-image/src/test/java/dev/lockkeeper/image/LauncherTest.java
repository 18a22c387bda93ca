package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  private static final Path DISTRIBUTION =
      Path.of("../lockkeeper-cli/src/main/launcher/lockkeeper");

  @TempDir Path root;

  /** One of the two is a shell script; so the flags are written down twice. */
  @Test
  void startsJavaAsTheDistributionDoes() throws IOException {
    String script = Files.readString(DISTRIBUTION);
    Matcher flags = Pattern.compile("flags='([^']*)'").matcher(script);
    assertThat(flags.find()).isTrue();
    assertThat(Launcher.FLAGS).containsAll(List.of(flags.group(1).split("\\s+")));
    assertThat(script).contains("compiler=-XX:TieredStopAtLevel=1");
    assertThat(Launcher.FLAGS).contains("-XX:TieredStopAtLevel=1");
  }

  @Test
  void isOneLineThatTheKernelReads() throws IOException {
    Files.createDirectories(root.resolve("opt/lockkeeper/bin"));
    Files.createDirectories(root.resolve("opt/lockkeeper/lib"));
    Launcher.write(root);
    assertThat(root.resolve("opt/lockkeeper/bin/lockkeeper"))
        .hasContent("#!/opt/lockkeeper/bin/java @/opt/lockkeeper/lib/java.args");
    assertThat(root.resolve("opt/lockkeeper/lib/java.args"))
        .content()
        .contains("\n-XX:SharedArchiveFile=/opt/lockkeeper/lib/classes.jsa\n")
        .endsWith("\n/opt/lockkeeper/lib/lockkeeper.jar\ndev.lockkeeper.cli.Script\n");
  }
}
