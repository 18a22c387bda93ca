package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.InstalledStore;
import dev.lockkeeper.secret.SecretReference;
import dev.lockkeeper.secret.SecretStore;
import dev.lockkeeper.secret.SecretVersion;
import dev.lockkeeper.secret.StoredSecret;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.settings.UsedSecrets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts secrets in the place of the references that name them. Each is read when it is needed, and
 * once. Thread-safe; keeps what it has read, and shows nothing of it.
 */
final class SecretReader {
  private static final String TRAILING_BREAK = "\\r?\\n$";

  private final Map<String, String> environment;
  private final Map<SecretVersion, StoredSecret> read = new HashMap<>();
  private final Map<SecretVersion, LockkeeperException> refused = new HashMap<>();
  private final UsedSecrets used = new UsedSecrets();
  private final Set<SecretUse> uses = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private DeclaredSecrets declared = DeclaredSecrets.NONE;
  private boolean isOffline;
  private @Nullable SecretStore store;

  /**
   * @param environment leads to the store
   */
  SecretReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** From now on stores are asked, or not: then references stand for themselves. */
  synchronized void offline(boolean value) {
    isOffline = value;
  }

  /** From now on references may have the variables of a build in them. */
  synchronized void declaredBy(DeclaredSecrets secrets) {
    declared = secrets;
  }

  /** The value that a reference to a store stands for; any other value as it is. */
  Sourced<Secret> resolved(Sourced<Secret> given) {
    String text = given.value().reveal().strip();
    return SecretReference.isStored(text) && !given.isStored()
        ? stored((SecretReference.Stored) parsed(text, given.source()), given.source())
        : given;
  }

  /** The same, where a value may also be in a file. */
  Sourced<Secret> resolvedWithFiles(Sourced<Secret> given) {
    String text = given.value().reveal().strip();
    return SecretReference.isFile(text) && !given.isStored()
        ? inFile((SecretReference.InFile) parsed(text, given.source()), given.source())
        : resolved(given);
  }

  /** The same for a text alone. */
  String resolved(String text, String source) {
    String value = resolved(new Sourced<>(Secret.of(text), source)).value().reveal();
    rest();
    return value;
  }

  /** The references that were come across. */
  synchronized List<SecretUse> uses() {
    return List.copyOf(uses);
  }

  /** What has been read, for the record. */
  UsedSecrets used() {
    return used;
  }

  /** What the user should know, as sentences; each once. */
  synchronized List<String> takeWarnings() {
    List<String> all = List.copyOf(warnings);
    warnings.clear();
    return all;
  }

  /** Gives connections back until the next secret is needed. */
  synchronized void rest() {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  private synchronized SecretReference parsed(String text, String source) {
    try {
      return SecretReference.parse(declared.filled(text, environment));
    } catch (LockkeeperException e) {
      throw at(source, e);
    }
  }

  private synchronized Sourced<Secret> stored(SecretReference.Stored reference, String source) {
    uses.add(new SecretUse(source, reference));
    String named = source + ": " + reference;
    if (isOffline) {
      return new Sourced<>(Secret.of(reference.toString()), named + ", not read", true);
    }
    StoredSecret secret = secret(reference.version(), source);
    used.add(secret.version().toString());
    String shown = shown(secret.version(), reference.key());
    if (reference.version().isLatest()) {
      warnings.add(
          reference.version().name()
              + " is read without the number of a version, so that another value may count"
              + " tomorrow; this time it is "
              + secret.version());
    }
    return new Sourced<>(
        value(secret.value(), reference.key(), source, shown), source + ": " + shown, true);
  }

  private static String shown(SecretVersion version, Optional<String> key) {
    return version.name()
        + key.map(each -> "#" + each).orElse("")
        + " version "
        + version.version();
  }

  /** Also a refusal is remembered, since asking again would take as long. */
  synchronized StoredSecret secret(SecretVersion version, String source) {
    LockkeeperException earlier = refused.get(version);
    if (earlier != null) {
      throw at(source, earlier);
    }
    try {
      return read.computeIfAbsent(version, this::fetched);
    } catch (LockkeeperException e) {
      refused.put(version, e);
      throw at(source, e);
    }
  }

  private StoredSecret fetched(SecretVersion version) {
    if (store == null) {
      store = InstalledStore.open(version, environment);
    }
    return store.read(version);
  }

  private Sourced<Secret> inFile(SecretReference.InFile reference, String source) {
    String shown = reference.toString();
    String text =
        SmallFile.read(
            Path.of(reference.path()),
            "the file that " + source + " names, " + reference.path(),
            SecretStore.LARGEST);
    return new Sourced<>(
        value(Secret.of(text), reference.key(), source, shown), source + ": " + shown, true);
  }

  private Secret value(Secret whole, Optional<String> key, String source, String shown) {
    String text = whole.reveal();
    String value =
        key.map(path -> SecretDocument.value(text, path, source, shown))
            .orElseGet(() -> text.replaceFirst(TRAILING_BREAK, ""));
    if (value.isBlank()) {
      throw LockkeeperException.because(ErrorCode.SETTINGS, source + ": " + shown + " is empty")
          .hint("Store the value, or correct the reference.")
          .build();
    }
    if (key.isEmpty() && SecretDocument.isObject(text)) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, source + ": " + shown + " holds several values")
          .hint("Name one of them with its key behind the reference, as in #password.")
          .build();
    }
    return Secret.of(value);
  }

  private static LockkeeperException at(String source, LockkeeperException e) {
    return LockkeeperException.because(e.code(), source + ": " + e.getMessage())
        .databaseState(e.databaseState().orElse(null))
        .hint(e.hint().orElse(null))
        .cause(e)
        .build();
  }
}
