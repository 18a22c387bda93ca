package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class OneTimeCertificateTest {
  /** Lengths and leading zeros of random numbers differ from one to the next. */
  @RepeatedTest(20)
  void isACertificateThatTheJdkReads() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    X509Certificate certificate = (X509Certificate) OneTimeCertificate.certificate(pair);
    certificate.checkValidity();
    certificate.verify(pair.getPublic());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getBasicConstraints()).isNotNegative();
    assertThat(certificate.getSubjectX500Principal())
        .isEqualTo(certificate.getIssuerX500Principal())
        .hasToString("CN=Lockkeeper relay");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(List::copyOf)
        .extracting(name -> name.get(1).toString())
        .containsExactly("localhost", "127.0.0.1");
  }

  @Test
  void makesAContextOfIt() {
    assertThat(OneTimeCertificate.context().getServerSessionContext()).isNotNull();
  }
}
