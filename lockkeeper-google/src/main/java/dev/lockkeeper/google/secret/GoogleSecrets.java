package dev.lockkeeper.google.secret;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretPayload;
import dev.lockkeeper.secret.SecretStore;
import dev.lockkeeper.secret.SecretVersion;
import dev.lockkeeper.secret.StoredSecret;
import dev.lockkeeper.settings.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** Reads secrets by Google's client. */
final class GoogleSecrets implements SecretStore {
  /** How often an answer is asked for whose sum is wrong. */
  private static final int TRIES = 3;

  private final Clients clients;
  private final Refusal refusal;

  GoogleSecrets(Clients clients, Supplier<Optional<String>> account) {
    this.clients = clients;
    this.refusal = new Refusal(account);
  }

  @Override
  public StoredSecret read(SecretVersion version) {
    for (int i = 0; i < TRIES; i++) {
      AccessSecretVersionResponse answer = access(version);
      if (isWhole(answer.getPayload())) {
        return new StoredSecret(numbered(version, answer.getName()), text(version, answer));
      }
    }
    throw Refusal.damaged(version);
  }

  private AccessSecretVersionResponse access(SecretVersion version) {
    try {
      return clients.of(version.name().location()).accessSecretVersion(version.resource());
    } catch (ApiException e) {
      throw refusal.of(version, e);
    }
  }

  /** Google asks clients to check the sum; without one, nothing is known. */
  private static boolean isWhole(SecretPayload payload) {
    CRC32C sum = new CRC32C();
    sum.update(payload.getData().asReadOnlyByteBuffer());
    return payload.hasDataCrc32C() && payload.getDataCrc32C() == sum.getValue();
  }

  /** The answer names the version by its number, and the project perhaps in another way. */
  private static SecretVersion numbered(SecretVersion asked, String answered) {
    String number = answered.substring(answered.lastIndexOf('/') + 1);
    boolean isOurs = answered.contains("/secrets/" + asked.name().secret() + "/versions/");
    if (!isOurs || !number.matches("[1-9][0-9]{0,18}")) {
      throw Refusal.damaged(asked);
    }
    return new SecretVersion(asked.name(), number);
  }

  private static Secret text(SecretVersion version, AccessSecretVersionResponse answer) {
    ByteBuffer bytes = answer.getPayload().getData().asReadOnlyByteBuffer();
    if (bytes.remaining() > LARGEST) {
      throw Refusal.unusable(version, "is larger than " + LARGEST / 1024 + " KiB");
    }
    try {
      return Secret.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw Refusal.unusable(version, "is not UTF-8 text");
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
