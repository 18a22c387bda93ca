package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.config.ConfigurationReader;
import dev.lockkeeper.cli.config.SecretUse;
import dev.lockkeeper.failure.LockkeeperException;

/** The secrets that settings refer to: whether they are there, and whether they can be read. */
final class SecretReferencesCheck {
  static final String ID = "secret-reference";

  private final ConfigurationReader reader;

  /**
   * @param reader has read the settings already
   */
  SecretReferencesCheck(ConfigurationReader reader) {
    this.reader = reader;
  }

  /**
   * Looks at each of them; no value is shown.
   *
   * @param live whether the store is asked
   * @return whether all can be read, as far as it was asked
   */
  boolean run(boolean live, Diagnoses diagnoses) {
    boolean isSound = true;
    for (SecretUse use : reader.secretUses()) {
      if (use.reference().version().isLatest()) {
        diagnoses.warning(
            "secret-version",
            use.source()
                + " takes the latest version of "
                + use.reference().version().name()
                + ", so that another value may count tomorrow",
            "Write the number of a version: sm://PROJECT/SECRET/VERSION.");
      }
      if (live) {
        isSound &= isReadable(use, diagnoses);
      } else {
        diagnoses.info(
            ID,
            use.source() + " refers to " + use.reference() + ", which was not read",
            "`lockkeeper doctor --live` looks whether it can be.");
      }
    }
    return isSound;
  }

  private boolean isReadable(SecretUse use, Diagnoses diagnoses) {
    try {
      diagnoses.ok(ID, use.source() + ": " + reader.readable(use) + " can be read");
      return true;
    } catch (LockkeeperException e) {
      diagnoses.problem(ID, e);
      return false;
    }
  }
}
