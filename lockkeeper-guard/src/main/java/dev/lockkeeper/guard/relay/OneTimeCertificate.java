package dev.lockkeeper.guard.relay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that a relay signs for itself (X.509, RFC 5280), for {@code localhost} and
 * 127.0.0.1. Its key is made anew at every start and never leaves the memory. The JDK reads
 * certificates and offers no way to make one, hence the few lines of DER.
 */
final class OneTimeCertificate {
  private static final Duration BACK = Duration.ofDays(1);
  private static final Duration AHEAD = Duration.ofDays(3650);
  private static final int SERIAL_BITS = 120;
  private static final byte[] ECDSA_WITH_SHA256 =
      Der.sequence(Der.identifier(1, 2, 840, 10045, 4, 3, 2));
  private static final byte[] COMMON_NAME = Der.identifier(2, 5, 4, 3);
  private static final byte[] ALTERNATIVE_NAMES = Der.identifier(2, 5, 29, 17);
  private static final byte[] BASIC_CONSTRAINTS = Der.identifier(2, 5, 29, 19);
  private static final int VERSION_TAG = 0xA0;
  private static final int EXTENSIONS_TAG = 0xA3;
  private static final int DNS_NAME_TAG = 0x82;
  private static final int IP_ADDRESS_TAG = 0x87;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private OneTimeCertificate() {}

  /** The TLS of a server that shows such a certificate. */
  static SSLContext context() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      char[] unused = "never stored".toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, unused);
      store.setKeyEntry("relay", pair.getPrivate(), unused, new Certificate[] {certificate(pair)});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, unused);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot make a certificate", e);
    }
  }

  static Certificate certificate(KeyPair pair) throws GeneralSecurityException {
    byte[] content = content(pair, Instant.now());
    byte[] certificate =
        Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signature(pair.getPrivate(), content)));
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static byte[] signature(PrivateKey key, byte[] content) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  private static byte[] content(KeyPair pair, Instant now) {
    byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8("Lockkeeper relay"))));
    return Der.sequence(
        Der.tagged(VERSION_TAG, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
        ECDSA_WITH_SHA256,
        name,
        Der.sequence(Der.time(now.minus(BACK)), Der.time(now.plus(AHEAD))),
        name,
        pair.getPublic().getEncoded(),
        Der.tagged(EXTENSIONS_TAG, Der.sequence(names(), authority())));
  }

  private static byte[] names() {
    byte[] host = "localhost".getBytes(StandardCharsets.US_ASCII);
    byte[] names =
        Der.sequence(Der.tagged(DNS_NAME_TAG, host), Der.tagged(IP_ADDRESS_TAG, LOOPBACK));
    return Der.sequence(ALTERNATIVE_NAMES, Der.octets(names));
  }

  /** It is its own authority. */
  private static byte[] authority() {
    return Der.sequence(BASIC_CONSTRAINTS, Der.isTrue(), Der.octets(Der.sequence(Der.isTrue())));
  }
}
