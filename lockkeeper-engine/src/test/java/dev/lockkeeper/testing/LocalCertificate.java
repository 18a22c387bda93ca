package dev.lockkeeper.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;

/** A certificate for a server at {@code localhost}, and whom a client has to trust for it. */
public final class LocalCertificate {
  /** Protects the trust store. */
  public static final String TRUST_STORE_PASSWORD = "changeit";

  private final TestAuthority authority = new TestAuthority();
  private final KeyPair keys = TestAuthority.newKeys();

  /** The certificate, in PEM. */
  public InputStream certificate() {
    try {
      return pem("CERTIFICATE", authority.sign("localhost", keys.getPublic()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its private key, in PEM of PKCS 8. */
  public InputStream key() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** Writes a trust store of PKCS 12 with the authority that has signed the certificate. */
  public Path trustStore(Path folder) {
    Path file = folder.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority.certificate());
      store.store(out, TRUST_STORE_PASSWORD.toCharArray());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream pem(String kind, byte[] content) {
    return new ByteArrayInputStream(
        TestAuthority.pem(kind, content).getBytes(StandardCharsets.US_ASCII));
  }
}
