package dev.lockkeeper.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/** The few files that programs expect of a system, where there is nothing else. */
final class SystemFiles {
  /** The number that images without a shell use for a user who is not root. */
  static final int USER = 65532;

  /** The user's folder, which is empty. */
  static final String USER_HOME = "/home/lockkeeper";

  /** Where a project is expected: the working folder. */
  static final String PROJECT = "/project";

  /** For temporary files, if the root can be written to or a volume is mounted there. */
  static final String TEMPORARY = "/tmp";

  /** The certificates of the runtime once more, for programs that are no Java. */
  static final String CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

  /** Without it the C library takes file names and arguments for ASCII, and Java with it. */
  private static final String CHARACTERS = "/usr/lib/locale/C.utf8";

  /** Where whoever runs the image mounts something. */
  private static final List<String> FOLDERS =
      List.of(USER_HOME, PROJECT, TEMPORARY, "/dev", "/proc", "/sys");

  private SystemFiles() {}

  /** Writes them below a root that has the runtime already. */
  static void write(Path root) throws IOException {
    for (String folder : FOLDERS) {
      Files.createDirectories(Place.in(root, folder));
    }
    text(
        root,
        "/etc/passwd",
        "root:x:0:0:root:/:/nonexistent\n"
            + String.format("lockkeeper:x:%d:%1$d::%s:/nonexistent%n", USER, USER_HOME));
    text(root, "/etc/group", String.format("root:x:0:%nlockkeeper:x:%d:%n", USER));
    text(root, "/etc/nsswitch.conf", "hosts: files dns\n");
    text(root, CERTIFICATES, certificates(Place.in(root, Place.LIB).resolve("security/cacerts")));
    if (!Files.isDirectory(Path.of(CHARACTERS))) {
      throw new BuildException("there is no locale C.UTF-8 on this machine: " + CHARACTERS);
    }
    Folders.copy(Path.of(CHARACTERS), Place.in(root, CHARACTERS));
  }

  private static void text(Path root, String path, String text) throws IOException {
    Path file = Place.in(root, path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String certificates(Path store) throws IOException {
    Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
    StringBuilder text = new StringBuilder();
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
      keys.load(in, null);
      for (String alias : new TreeSet<>(Collections.list(keys.aliases()))) {
        Certificate certificate = keys.getCertificate(alias);
        text.append("-----BEGIN CERTIFICATE-----\n")
            .append(base64.encodeToString(certificate.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      }
    } catch (GeneralSecurityException e) {
      throw new BuildException("cannot read the certificates in " + store + ": " + e.getMessage());
    }
    if (text.isEmpty()) {
      throw new BuildException("there is no certificate in " + store + "; try another JDK");
    }
    return text.toString();
  }
}
