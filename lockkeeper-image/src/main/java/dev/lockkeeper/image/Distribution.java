package dev.lockkeeper.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The distribution, of which an image takes the jars. */
record Distribution(Path archive) {
  /** PostgreSQL for local work: two thirds of the jar, and of no use beside a real database. */
  private static final String SERVER = ".txz";

  /** Unpacks the jars of a variant, and the licence. */
  void unpack(Variant variant, Instant time, Path root) throws IOException {
    Path lib = Files.createDirectories(Place.in(root, Place.LIB));
    boolean found = false;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path name = Path.of(entry.getName());
        String last = String.valueOf(name.getFileName());
        if (last.equals("lockkeeper.jar")) {
          copyJar(tar, lib.resolve(last), time);
          found = true;
        } else if (last.endsWith(".jar") && variant.takes(last)) {
          Files.copy(tar, lib.resolve(last));
        } else if (last.equals("LICENSE")) {
          Files.copy(tar, Place.in(root, Place.HOME).resolve(last));
        }
      }
    }
    if (!found) {
      throw new BuildException(archive + " is no distribution: there is no lockkeeper.jar in it");
    }
  }

  /** Copies a jar without PostgreSQL's programs. */
  private static void copyJar(InputStream from, Path to, Instant time) throws IOException {
    LocalDateTime local = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    ZipInputStream in = new ZipInputStream(from);
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.getName().endsWith(SERVER)) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTimeLocal(local);
          out.putNextEntry(copy);
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
  }
}
