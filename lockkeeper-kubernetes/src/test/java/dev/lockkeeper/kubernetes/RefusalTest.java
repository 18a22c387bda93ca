package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

  @ParameterizedTest
  @CsvSource({
    "401, Unauthorized, PERMISSION",
    "403, User gate cannot create resource jobs, PERMISSION",
    "403, exceeded quota: pods=0, PLATFORM_SETTINGS",
    "403, violates PodSecurity restricted, PLATFORM_SETTINGS",
    "400, cannot parse it, PLATFORM_SETTINGS",
    "404, namespaces shop not found, PLATFORM_SETTINGS",
    "422, spec.template is invalid, PLATFORM_SETTINGS",
    "429, too many requests, PLATFORM",
    "500, etcdserver: request timed out, PLATFORM",
    "503, apiserver is shutting down, PLATFORM",
    "504, timeout, PLATFORM",
  })
  void eachStatusHasItsCode(int code, String message, ErrorCode expected) {
    KubernetesClientException cause =
        new KubernetesClientException(
            "wrapped", code, new StatusBuilder().withCode(code).withMessage(message).build());
    LockkeeperException refusal = Refusal.of(cause, Right.CREATE_JOBS, "shop");
    assertThat(refusal.code()).isEqualTo(expected);
    assertThat(refusal).hasMessageContaining(message);
    assertThat(refusal.hint()).isPresent();
  }

  @Test
  void noAnswerAtAllMayPass() {
    KubernetesClientException cause =
        new KubernetesClientException("wrapped", new ConnectException("Connection refused"));
    LockkeeperException refusal = Refusal.of(cause, Right.GET_JOBS, "shop");
    assertThat(refusal.code()).isEqualTo(ErrorCode.PLATFORM);
    assertThat(refusal).hasMessageContaining("Connection refused");
  }

  @Test
  void aCertificateThatIsNotTrustedDoesNotPass() {
    Throwable handshake =
        new SSLHandshakeException("PKIX path building failed")
            .initCause(new CertificateException("unable to find valid certification path"));
    LockkeeperException refusal =
        Refusal.of(new KubernetesClientException("wrapped", handshake), Right.GET_JOBS, "shop");
    assertThat(refusal.code()).isEqualTo(ErrorCode.PLATFORM_SETTINGS);
  }
}
