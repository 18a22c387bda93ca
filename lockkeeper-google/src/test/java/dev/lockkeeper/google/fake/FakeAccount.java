package dev.lockkeeper.google.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** A service account with a key in a file, as {@code GOOGLE_APPLICATION_CREDENTIALS} names it. */
public final class FakeAccount {
  private FakeAccount() {}

  /** Writes a key of its own for an account. */
  public static Path writeKey(Path folder, String email) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      String key =
          Base64.getEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
      return Files.writeString(
          folder.resolve("key.json"),
          """
          {"type": "service_account", "project_id": "orders", "private_key_id": "1",
           "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
           "client_email": "%s", "client_id": "1", "token_uri": "http://127.0.0.1:1/token"}
          """
              .formatted(key, email));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
