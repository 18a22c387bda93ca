package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of a small tree, read by its format's rules. */
class OciImageTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final Map<String, String> LABELS = ImageConfig.labels(Variant.JOB, "1.2.3", TIME);

  @TempDir Path folder;

  private Path root;

  @BeforeEach
  void plant() throws IOException {
    root = folder.resolve("root");
    for (String directory : List.of("tmp", "home/lockkeeper", "opt/lockkeeper/bin")) {
      Files.createDirectories(root.resolve(directory));
    }
    for (String file :
        List.of("bin/lockkeeper", "lib/ld.so", "lib/lockkeeper.jar", "lib/classes.jsa")) {
      Path path = root.resolve("opt/lockkeeper").resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "text of " + file);
    }
    Files.createSymbolicLink(root.resolve("opt/lockkeeper/lib/link"), Path.of("ld.so"));
  }

  @Test
  void namesEveryPartByItsDigest() throws IOException {
    OciImage.Written written = write("one");
    Map<String, Object> index = json(folder.resolve("one/index.json"));
    Map<?, ?> manifestPart = (Map<?, ?>) ((List<?>) index.get("manifests")).get(0);
    assertThat(manifestPart.get("digest")).isEqualTo(written.digest());
    Map<String, Object> manifest = json(blob(manifestPart));
    Map<String, Object> config = json(blob((Map<?, ?>) manifest.get("config")));
    List<?> layers = (List<?>) manifest.get("layers");
    List<?> diffIds = (List<?>) ((Map<?, ?>) config.get("rootfs")).get("diff_ids");
    assertThat(layers).hasSize(3);
    for (int i = 0; i < layers.size(); i++) {
      try (InputStream in =
          new GZIPInputStream(Files.newInputStream(blob((Map<?, ?>) layers.get(i))))) {
        assertThat(diffIds.get(i)).isEqualTo("sha256:" + Digest.of(in.readAllBytes()));
      }
    }
  }

  @Test
  void saysAsWhomItRunsWhat() throws IOException {
    write("one");
    Map<?, ?> listed = (Map<?, ?>) JSON.std.listFrom(read("one/manifest.json")).get(0);
    String file = "one/" + listed.get("Config");
    Map<String, Object> config = JSON.std.mapFrom(read(file));
    Map<?, ?> run = (Map<?, ?>) config.get("config");
    assertThat(run.get("User")).isEqualTo("65532:65532");
    assertThat(run.get("Entrypoint")).isEqualTo(List.of("/opt/lockkeeper/bin/lockkeeper"));
    assertThat(run.containsKey("Cmd")).isFalse();
    assertThat((List<?>) run.get("Env")).asString().contains("MIGRATION_ACTION=latest");
    assertThat(((Map<?, ?>) run.get("Labels")).get("org.opencontainers.image.version"))
        .isEqualTo("1.2.3");
  }

  @Test
  void givesFilesTheirOwnerAndMode() throws IOException {
    Map<String, TarArchiveEntry> entries = new TreeMap<>();
    for (Layer layer : write("one").layers()) {
      entries.putAll(entries(folder.resolve("one/blobs/sha256").resolve(layer.blob())));
    }
    assertThat(entries).containsKeys("tmp/", "opt/lockkeeper/lib/classes.jsa");
    assertThat(entries.get("tmp/").getMode()).isEqualTo(01777);
    assertThat(entries.get("home/lockkeeper/").getLongUserId()).isEqualTo(65532);
    assertThat(entries.get("opt/lockkeeper/bin/lockkeeper").getMode()).isEqualTo(0755);
    assertThat(entries.get("opt/lockkeeper/lib/lockkeeper.jar").getMode()).isEqualTo(0644);
    assertThat(entries.get("opt/lockkeeper/lib/link").getLinkName()).isEqualTo("ld.so");
    assertThat(entries.values())
        .allSatisfy(entry -> assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(TIME))
        .allSatisfy(
            entry ->
                assertThat(entry.getLongUserId())
                    .isEqualTo(entry.getName().equals("home/lockkeeper/") ? 65532 : 0));
  }

  @Test
  void isTheSameForTheSameTree() throws IOException {
    OciImage.Written first = write("one");
    Path jar = root.resolve("opt/lockkeeper/lib/lockkeeper.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    assertThat(write("two")).isEqualTo(first);
    assertThat(folder.resolve("two.tar")).hasSameBinaryContentAs(folder.resolve("one.tar"));
    Files.writeString(jar, "another text");
    OciImage.Written other = write("three");
    assertThat(other.digest()).isNotEqualTo(first.digest());
    assertThat(other.layers().get(0)).isEqualTo(first.layers().get(0));
  }

  private OciImage.Written write(String name) throws IOException {
    return OciImage.write(root, folder.resolve(name), "lockkeeper:job", LABELS, TIME);
  }

  private Path blob(Map<?, ?> descriptor) throws IOException {
    String digest = String.valueOf(descriptor.get("digest")).substring("sha256:".length());
    Path blob = folder.resolve("one/blobs/sha256").resolve(digest);
    assertThat(Digest.of(Files.readAllBytes(blob))).isEqualTo(digest);
    assertThat(descriptor.get("size")).asString().isEqualTo(String.valueOf(Files.size(blob)));
    return blob;
  }

  private byte[] read(String file) throws IOException {
    return Files.readAllBytes(folder.resolve(file));
  }

  private static Map<String, Object> json(Path file) throws IOException {
    return JSON.std.mapFrom(Files.readAllBytes(file));
  }

  private static Map<String, TarArchiveEntry> entries(Path layer) throws IOException {
    Map<String, TarArchiveEntry> entries = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(layer)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }
}
