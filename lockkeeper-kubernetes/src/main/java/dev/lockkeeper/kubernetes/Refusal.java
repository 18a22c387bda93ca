package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.cert.CertificateException;
import java.util.Objects;

/** What it means that the API server does not do what it is asked for. Pure. */
final class Refusal {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INTERNAL_ERROR = 500;

  private Refusal() {}

  static LockkeeperException of(KubernetesClientException e, Right right, String namespace) {
    int code = e.getCode();
    if (code == HttpURLConnection.HTTP_UNAUTHORIZED) {
      return because(ErrorCode.PERMISSION, "the cluster does not accept our credentials", e)
          .hint("Log in to the cluster again; `kubectl auth whoami` tells who you are there.")
          .build();
    }
    if (code == HttpURLConnection.HTTP_FORBIDDEN && isAboutRights(e)) {
      return because(
              ErrorCode.PERMISSION,
              "we may not " + right.words() + " in the namespace " + namespace,
              e)
          .hint(
              "Add this line to the rules of a Role in the namespace "
                  + namespace
                  + " that is bound to us: "
                  + right.rule())
          .build();
    }
    if (isCertificate(e)) {
      return because(
              ErrorCode.PLATFORM_SETTINGS, "the certificate of the API server is not trusted", e)
          .hint("Check certificate-authority-data of the cluster in the kubeconfig file.")
          .build();
    }
    if (isPassing(code)) {
      return because(ErrorCode.PLATFORM, "the API server did not " + right.words(), e)
          .hint("Nothing was changed by this call; run the same command again.")
          .build();
    }
    return because(ErrorCode.PLATFORM_SETTINGS, "the API server refuses to " + right.words(), e)
        .hint("Mend what it names in lockkeeper.yaml or in the cluster, then release again.")
        .build();
  }

  private static LockkeeperException.Builder because(
      ErrorCode code, String what, KubernetesClientException e) {
    return LockkeeperException.because(code, what + ": " + words(e)).cause(e);
  }

  /** A quota or an admission rule refuses with the same status, but in other words than RBAC. */
  private static boolean isAboutRights(KubernetesClientException e) {
    return words(e).contains(" cannot ");
  }

  private static boolean isPassing(int code) {
    // No code: no answer at all.
    return code <= 0
        || code == HttpURLConnection.HTTP_CLIENT_TIMEOUT
        || code == TOO_MANY_REQUESTS
        || code >= INTERNAL_ERROR;
  }

  private static boolean isCertificate(Throwable e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /** The server's own words, else the innermost ones of the client. */
  private static String words(KubernetesClientException e) {
    String text = e.getStatus() == null ? null : e.getStatus().getMessage();
    if (text == null || text.isBlank()) {
      Throwable innermost = e;
      while (innermost.getCause() != null && innermost.getCause() != innermost) {
        innermost = innermost.getCause();
      }
      text =
          Objects.requireNonNullElse(innermost.getMessage(), innermost.getClass().getSimpleName());
    }
    return Words.line(text);
  }
}
