package dev.lockkeeper.guard.server;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.TlsLink;
import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** One authentication with SCRAM-SHA-256, bound to the TLS channel where there is one. */
final class Scram {
  private final ScramClient client;
  private boolean verified;

  private Scram(ScramClient client) {
    this.client = client;
  }

  /** Begins with the mechanisms that the server offers. */
  static Scram begin(FieldReader offered, Secret password, Link link, DatabaseAddress address)
      throws IOException {
    List<String> mechanisms = new ArrayList<>();
    for (String name = offered.text(); !name.isEmpty(); name = offered.text()) {
      mechanisms.add(name);
    }
    String binding = address.parameters().getOrDefault("channelBinding", "prefer");
    byte[] channel = binding.equals("disable") ? new byte[0] : channel(link);
    boolean offersBinding = mechanisms.stream().anyMatch(name -> name.endsWith("-PLUS"));
    if (binding.equals("require") && (channel.length == 0 || !offersBinding)) {
      throw noBinding(address);
    }
    try {
      // The server takes the user from the start-up packet, not from here.
      var builder =
          ScramClient.builder()
              .advertisedMechanisms(mechanisms)
              .username("*")
              .password(password.reveal().toCharArray())
              .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION);
      return new Scram(
          channel.length == 0
              ? builder.build()
              : builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, channel).build());
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("the server offers only " + mechanisms + " to authenticate");
    }
  }

  /** The message that begins: the mechanism and its first words. */
  Message firstMessage() {
    byte[] words = bytes(client.clientFirstMessage().toString());
    return new MessageBuilder()
        .text(client.getScramMechanism().getName())
        .int32(words.length)
        .bytes(words)
        .build('p');
  }

  /** The message with the proof that we know the password. */
  Message finalMessage(byte[] challenge) throws ProtocolException {
    try {
      client.serverFirstMessage(new String(challenge, StandardCharsets.UTF_8));
      return new MessageBuilder().bytes(bytes(client.clientFinalMessage().toString())).build('p');
    } catch (ScramException | IllegalStateException | IllegalArgumentException e) {
      throw failed(e);
    }
  }

  /** Checks the server's proof that it knows the password, too. */
  void verify(byte[] proof) throws ProtocolException {
    try {
      client.serverFinalMessage(new String(proof, StandardCharsets.UTF_8));
      verified = true;
    } catch (ScramException | IllegalStateException | IllegalArgumentException e) {
      throw failed(e);
    }
  }

  boolean isVerified() {
    return verified;
  }

  static LockkeeperException noBinding(DatabaseAddress address) {
    return LockkeeperException.because(
            ErrorCode.AUTHENTICATION,
            address.display()
                + " does not bind its authentication to TLS, which"
                + " channel_binding=require asks for")
        .hint(
            "It takes TLS and a password stored as scram-sha-256; or leave channel_binding=require"
                + " out of the address.")
        .build();
  }

  /**
   * What SCRAM calls {@code tls-server-end-point}; empty without TLS or for unusual certificates.
   */
  private static byte[] channel(Link link) throws IOException {
    try {
      return link instanceof TlsLink tls && tls.certificate() instanceof X509Certificate certificate
          ? TlsServerEndpoint.getChannelBindingData(certificate)
          : new byte[0];
    } catch (CertificateEncodingException e) {
      return new byte[0];
    }
  }

  private static ProtocolException failed(Exception e) {
    ProtocolException failure =
        new ProtocolException("the authentication with SCRAM failed: " + e.getMessage());
    failure.initCause(e);
    return failure;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
