package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.EnvVar;
import com.google.cloud.run.v2.EnvVarSource;
import com.google.cloud.run.v2.SecretKeySelector;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretReference;
import dev.lockkeeper.secret.SecretReference.Stored;
import dev.lockkeeper.secret.SecretVersion;
import java.util.Map;
import java.util.TreeMap;

/** Variables of a job whose values Cloud Run itself reads in Secret Manager. */
final class JobSecrets {
  private JobSecrets() {}

  /** The versions by the variables that get them, in the order of their names. */
  static Map<String, SecretVersion> versions(Map<String, String> secrets) {
    Map<String, SecretVersion> versions = new TreeMap<>();
    secrets.forEach((name, text) -> versions.put(name, version(name, text)));
    return versions;
  }

  private static SecretVersion version(String variable, String text) {
    SecretReference reference;
    try {
      reference = SecretReference.parse(text);
    } catch (LockkeeperException e) {
      throw refused(variable, String.valueOf(e.getMessage()));
    }
    if (!(reference instanceof Stored stored)) {
      throw refused(variable, "a job of Cloud Run sees no file of this machine");
    }
    if (stored.key().isPresent()) {
      throw refused(variable, "Cloud Run gives a job whole secrets, not a key of one");
    }
    return stored.version();
  }

  /**
   * The variable as Cloud Run writes it.
   *
   * @param project where the job is; a secret of that project goes by its short name
   */
  static EnvVar variable(String name, SecretVersion version, String project) {
    boolean isNear =
        version.name().project().equals(project) && version.name().location().isEmpty();
    return EnvVar.newBuilder()
        .setName(name)
        .setValueSource(
            EnvVarSource.newBuilder()
                .setSecretKeyRef(
                    SecretKeySelector.newBuilder()
                        .setSecret(isNear ? version.name().secret() : version.name().resource())
                        .setVersion(version.version())))
        .build();
  }

  private static LockkeeperException refused(String variable, String why) {
    return LockkeeperException.because(
            ErrorCode.PLATFORM_SETTINGS, "the job's secret " + variable + " cannot be used: " + why)
        .hint("Write sm://PROJECT/SECRET/VERSION; the program takes apart what it holds.")
        .build();
  }
}
