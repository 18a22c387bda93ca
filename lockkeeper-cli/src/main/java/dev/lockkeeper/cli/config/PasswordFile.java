package dev.lockkeeper.cli.config;

import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A password file of libpq: {@code host:port:database:user:password} on each line, {@code *} for
 * anything, {@code \} before a colon or backslash that belongs to a value.
 */
final class PasswordFile {
  private static final int LARGEST = 1024 * 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** Where servers put their socket by default; such hosts are called localhost in the file. */
  private static final Set<String> DEFAULT_SOCKET_FOLDERS =
      Set.of("/tmp", "/run/postgresql", "/var/run/postgresql");

  private final Path file;

  PasswordFile(Path file) {
    this.file = file;
  }

  @Override
  public String toString() {
    return file.toString();
  }

  /** Why the file is not used although it is there, as a sentence. */
  Optional<String> refusal() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of("the password file " + file + " is not a plain file and is not used");
    }
    return isOpenToOthers()
        ? Optional.of(
            "the password file "
                + file
                + " can be read by group or others and is not used; chmod 0600 it")
        : Optional.empty();
  }

  /** The password of the first line that matches the address. */
  Optional<Secret> passwordFor(DatabaseAddress address) {
    if (!Files.isRegularFile(file) || refusal().isPresent()) {
      return Optional.empty();
    }
    String user = address.user().isEmpty() ? System.getProperty("user.name", "") : address.user();
    String text = SmallFile.read(file, "the password file " + file, LARGEST);
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(PasswordFile::fields)
        .filter(fields -> fields.size() >= 5)
        .filter(
            fields ->
                isHost(fields.get(0), address.host())
                    && isMatch(fields.get(1), String.valueOf(address.port()))
                    && isMatch(fields.get(2), address.database())
                    && isMatch(fields.get(3), user))
        .map(fields -> Secret.of(unescaped(fields.get(4))))
        .findFirst();
  }

  private boolean isOpenToOthers() {
    try {
      return !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (IOException e) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static boolean isHost(String field, String host) {
    return isMatch(field, host)
        || (DEFAULT_SOCKET_FOLDERS.contains(host) && unescaped(field).equals("localhost"));
  }

  private static boolean isMatch(String field, String value) {
    return field.equals("*") || unescaped(field).equals(value);
  }

  /** Splits at colons that no backslash escapes; the escapes stay. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == ':') {
        fields.add(line.substring(start, i));
        start = i + 1;
      }
    }
    fields.add(line.substring(start));
    return fields;
  }

  private static String unescaped(String field) {
    return field.replaceAll("\\\\(.)", "$1");
  }
}
