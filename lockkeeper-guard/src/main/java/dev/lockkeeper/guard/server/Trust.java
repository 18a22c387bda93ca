package dev.lockkeeper.guard.server;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a TLS connection trusts. */
final class Trust {
  /** What libpq and the JDBC driver read where no file is named. */
  private static final Path DEFAULT_ROOT =
      Path.of(System.getProperty("user.home", ""), ".postgresql", "root.crt");

  private Trust() {}

  static SSLContext context(SslMode mode, Optional<String> rootFile) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, mode.isVerified() ? authorities(rootFile) : anybody(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static TrustManager[] authorities(Optional<String> rootFile)
      throws GeneralSecurityException {
    Path file = rootFile.map(Path::of).orElse(DEFAULT_ROOT);
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try (InputStream in = Files.newInputStream(file)) {
      store.load(null, null);
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority " + store.size(), certificate);
      }
      if (certificates.isEmpty()) {
        throw unreadable(file, "it holds no certificate", null);
      }
    } catch (IOException e) {
      throw unreadable(file, IoReason.of(e), e);
    } catch (GeneralSecurityException e) {
      throw unreadable(file, "it is no file of certificates", e);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static LockkeeperException unreadable(
      Path file, String reason, @Nullable Exception cause) {
    return LockkeeperException.because(
            ErrorCode.SETTINGS, "the root certificates in " + file + " cannot be read: " + reason)
        .databaseState("Nothing was sent to the database.")
        .hint(
            "Name the file of the server's certificate authority with sslrootcert=FILE, or take"
                + " sslmode=require, which encrypts without checking who answers.")
        .cause(cause)
        .build();
  }

  private static TrustManager[] anybody() {
    return new TrustManager[] {new Anybody()};
  }

  /** The modes below {@code verify-ca} encrypt, and do not ask whom they speak to. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
