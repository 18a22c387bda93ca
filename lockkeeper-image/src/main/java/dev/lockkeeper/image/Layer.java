package dev.lockkeeper.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A layer of an image, written as a blob: a tar file, compressed.
 *
 * @param what what is in it
 * @param diffId the digest of the tar file
 * @param blob the compressed file, named by its digest
 * @param size the blob's size in bytes
 * @param unpacked the size of its files in bytes
 */
record Layer(String what, String diffId, String blob, long size, long unpacked) {

  /** Writes the blob of some files of a tree into a folder of blobs. */
  static Layer write(String what, Path root, List<Path> files, Instant time, Path blobs)
      throws IOException {
    Files.createDirectories(blobs);
    Path aside = blobs.resolve("layer.new");
    MessageDigest compressed = Digest.start();
    MessageDigest plain = Digest.start();
    long unpacked = 0;
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(aside));
        OutputStream gzip = new Fast(new DigestOutputStream(file, compressed));
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(new DigestOutputStream(gzip, plain), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Path each : withFolders(root, files)) {
        unpacked += put(tar, root, each, time);
      }
      tar.finish();
    }
    String blob = Digest.hex(compressed.digest());
    Path target = blobs.resolve(blob);
    Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    return new Layer(what, Digest.hex(plain.digest()), blob, Files.size(target), unpacked);
  }

  /** The files, and before each the folders that it is in. */
  private static Set<Path> withFolders(Path root, List<Path> files) {
    Set<Path> all = new LinkedHashSet<>();
    for (Path file : files) {
      Path relative = root.relativize(file);
      for (int i = 1; i <= relative.getNameCount(); i++) {
        all.add(root.resolve(relative.subpath(0, i)));
      }
    }
    return all;
  }

  private static long put(TarArchiveOutputStream tar, Path root, Path file, Instant time)
      throws IOException {
    String name = root.relativize(file).toString();
    boolean isFolder = Files.isDirectory(file) && !Files.isSymbolicLink(file);
    Rights rights = Rights.of("/" + name, isFolder);
    TarArchiveEntry entry =
        Files.isSymbolicLink(file)
            ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK)
            : new TarArchiveEntry(isFolder ? name + "/" : name);
    entry.setIds(rights.owner(), rights.owner());
    entry.setMode(rights.mode());
    entry.setModTime(time.toEpochMilli());
    boolean isFile = !isFolder && !entry.isSymbolicLink();
    if (entry.isSymbolicLink()) {
      entry.setLinkName(Files.readSymbolicLink(file).toString());
    } else if (isFile) {
      entry.setSize(Files.size(file));
    }
    tar.putArchiveEntry(entry);
    if (isFile) {
      Files.copy(file, tar);
    }
    tar.closeArchiveEntry();
    return isFile ? entry.getSize() : 0;
  }

  /** Half the time for a tenth more bytes. */
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
