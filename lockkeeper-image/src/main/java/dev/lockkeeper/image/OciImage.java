package dev.lockkeeper.image;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An image in the layout of the Open Container Initiative (image-spec 1.0: {@code oci-layout},
 * {@code index.json}, {@code blobs}), written without a daemon, and the same as one file, which
 * {@code docker load} reads too.
 */
final class OciImage {
  private static final String TYPE = "application/vnd.oci.image.";
  private static final String BLOBS = "blobs/sha256";

  private final Path folder;
  private final Instant time;

  private OciImage(Path folder, Instant time) {
    this.folder = folder;
    this.time = time;
  }

  /**
   * What came out.
   *
   * @param digest the manifest's, by which the image is known
   * @param layers the lowest first
   */
  record Written(String digest, List<Layer> layers) {
    /** The size of its files in bytes, uncompressed. */
    long size() {
      return layers.stream().mapToLong(Layer::unpacked).sum();
    }
  }

  /**
   * Writes the image of a tree.
   *
   * @param folder the folder of the layout; the one file gets the same name with {@code .tar}
   * @param name the name that {@code docker load} gives it, with a tag
   */
  static Written write(
      Path root, Path folder, String name, Map<String, String> labels, Instant time)
      throws IOException {
    Folders.delete(folder);
    OciImage image = new OciImage(folder, time);
    List<Layer> layers = image.layers(root);
    Blob config = image.blob(ImageConfig.document(layers, labels, time));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", TYPE + "manifest.v1+json");
    manifest.put("config", config.descriptor("config.v1+json"));
    manifest.put(
        "layers",
        layers.stream()
            .map(layer -> new Blob(layer.blob(), layer.size()).descriptor("layer.v1.tar+gzip"))
            .toList());
    Blob written = image.blob(manifest);
    image.index(written, name);
    image.list(config, layers, name);
    image.pack();
    return new Written("sha256:" + written.digest(), layers);
  }

  /** A part of the image, named by its digest. */
  private record Blob(String digest, long size) {
    Map<String, Object> descriptor(String type) {
      Map<String, Object> descriptor = new LinkedHashMap<>();
      descriptor.put("mediaType", TYPE + type);
      descriptor.put("digest", "sha256:" + digest);
      descriptor.put("size", size);
      return descriptor;
    }
  }

  /** What changes seldom is below: the runtime, then the jars, then what is made from both. */
  private List<Layer> layers(Path root) throws IOException {
    Path lib = Place.in(root, Place.LIB);
    Path archive = Place.in(root, Place.ARCHIVE);
    Predicate<Path> isJar =
        file -> lib.equals(file.getParent()) && file.toString().endsWith(".jar");
    List<Path> all = Folders.below(root);
    List<Path> jars = all.stream().filter(isJar).toList();
    List<Path> runtime = all.stream().filter(isJar.or(archive::equals).negate()).toList();
    Path blobs = Files.createDirectories(folder.resolve(BLOBS));
    return List.of(
        Layer.write("Java runtime", root, runtime, time, blobs),
        Layer.write("Lockkeeper", root, jars, time, blobs),
        Layer.write("class-data archive", root, List.of(archive), time, blobs));
  }

  private Blob blob(Map<String, Object> document) throws IOException {
    byte[] bytes = JSON.std.asBytes(document);
    String digest = Digest.of(bytes);
    Files.write(folder.resolve(BLOBS).resolve(digest), bytes);
    return new Blob(digest, bytes.length);
  }

  private void index(Blob manifest, String name) throws IOException {
    Map<String, Object> descriptor = manifest.descriptor("manifest.v1+json");
    Map<String, Object> annotations = new LinkedHashMap<>();
    annotations.put("org.opencontainers.image.ref.name", name.substring(name.indexOf(':') + 1));
    descriptor.put("annotations", annotations);
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", TYPE + "index.v1+json");
    index.put("manifests", List.of(descriptor));
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.write(folder.resolve("index.json"), JSON.std.asBytes(index));
  }

  /** The list that {@code docker load} looked for before it knew the layout. */
  private void list(Blob config, List<Layer> layers, String name) throws IOException {
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("Config", BLOBS + "/" + config.digest());
    image.put("RepoTags", List.of(name));
    image.put("Layers", layers.stream().map(layer -> BLOBS + "/" + layer.blob()).toList());
    Files.write(folder.resolve("manifest.json"), JSON.std.asBytes(List.of(image)));
  }

  private void pack() throws IOException {
    Path file = folder.resolveSibling(folder.getFileName() + ".tar");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (Path part : Folders.below(folder)) {
        boolean isFolder = Files.isDirectory(part);
        TarArchiveEntry entry =
            new TarArchiveEntry(folder.relativize(part) + (isFolder ? "/" : ""));
        entry.setModTime(time.toEpochMilli());
        entry.setSize(isFolder ? 0 : Files.size(part));
        tar.putArchiveEntry(entry);
        if (!isFolder) {
          Files.copy(part, tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }
}
