package dev.lockkeeper.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/** Signs certificates (X.509, RFC 5280) for tests, with a key of its own. */
final class TestAuthority {
  private static final String NAME = "authority of a test";
  private static final Duration VALID = Duration.ofHours(1);
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 4, 3};
  private static final byte[] BASIC_CONSTRAINTS = {0x06, 3, 0x55, 29, 19};
  private static final byte[] TRUE = {0x01, 1, (byte) 0xFF};

  /** SHA-256 with RSA: 1.2.840.113549.1.1.11, and the parameter NULL. */
  private static final byte[] ALGORITHM =
      sequence(
          new byte[] {
            0x06, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 11, 5, 0
          });

  private final KeyPair keys = newKeys();
  private final AtomicLong serial = new AtomicLong(1);
  private final X509Certificate certificate = sign(NAME, keys.getPublic(), true);

  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The authority's own certificate. */
  X509Certificate certificate() {
    return certificate;
  }

  /** A certificate that a name has a key. */
  X509Certificate sign(String name, PublicKey key) {
    return sign(name, key, false);
  }

  private X509Certificate sign(String name, PublicKey key, boolean isAuthority) {
    try {
      Instant now = Instant.now();
      byte[] constraints =
          sequence(
              BASIC_CONSTRAINTS, TRUE, tagged(0x04, isAuthority ? sequence(TRUE) : sequence()));
      byte[] content =
          sequence(
              tagged(0xA0, tagged(0x02, new byte[] {2})),
              tagged(0x02, BigInteger.valueOf(serial.getAndIncrement()).toByteArray()),
              ALGORITHM,
              name(NAME),
              sequence(time(now.minus(VALID)), time(now.plus(VALID))),
              name(name),
              key.getEncoded(),
              tagged(0xA3, sequence(constraints)));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content);
      byte[] signed = sequence(content, ALGORITHM, tagged(0x03, new byte[] {0}, signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind);
  }

  private static byte[] name(String text) {
    byte[] utf8 = tagged(0x0C, text.getBytes(StandardCharsets.UTF_8));
    return sequence(tagged(0x31, sequence(COMMON_NAME, utf8)));
  }

  private static byte[] time(Instant instant) {
    return tagged(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sequence(byte[]... parts) {
    return tagged(0x30, parts);
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (content.size() < 0x80) {
      all.write(content.size());
    } else if (content.size() < 0x100) {
      all.writeBytes(new byte[] {(byte) 0x81, (byte) content.size()});
    } else {
      all.writeBytes(new byte[] {(byte) 0x82, (byte) (content.size() >> 8), (byte) content.size()});
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }
}
