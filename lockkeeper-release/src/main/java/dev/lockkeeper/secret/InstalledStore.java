package dev.lockkeeper.secret;

import dev.lockkeeper.extension.JarBeside;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Map;

/** The store that is installed in a jar beside ours. */
public final class InstalledStore {
  private static final JarBeside JAR = new JarBeside("lockkeeper-google.jar");

  private InstalledStore() {}

  /**
   * Opens it.
   *
   * @param wanted the secret that is asked for, for the message if there is no store
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if none is installed
   */
  public static SecretStore open(SecretVersion wanted, Map<String, String> environment) {
    return JAR.service(SecretStoreProvider.class)
        .orElseThrow(() -> notInstalled(wanted))
        .open(environment);
  }

  private static LockkeeperException notInstalled(SecretVersion wanted) {
    return LockkeeperException.because(
            ErrorCode.SETTINGS, wanted + " cannot be read: Google's client is not installed")
        .databaseState("Nothing was sent to the database.")
        .hint(
            "Put lockkeeper-google.jar of the distribution beside lockkeeper.jar. Or let the"
                + " platform put the secret into a variable or a file.")
        .build();
  }
}
