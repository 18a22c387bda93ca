package dev.lockkeeper.guard.server;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Answers the server's requests for authentication with the password of the address. The codes are
 * those of the messages {@code Authentication…} in PostgreSQL's manual.
 */
final class Authentication {
  private static final int OK = 0;
  private static final int CLEARTEXT = 3;
  private static final int MD5 = 5;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;
  private static final int SALT_BYTES = 4;

  private final DatabaseAddress address;
  private final String user;
  private final Link link;
  private @Nullable Scram scram;

  Authentication(DatabaseAddress address, String user, Link link) {
    this.address = address;
    this.user = user;
    this.link = link;
  }

  /** Answers one request; tells whether the server is satisfied. */
  boolean answer(Message request) throws IOException {
    FieldReader fields = request.fields();
    int code = fields.int32();
    requireBinding(code);
    switch (code) {
      case OK -> requireProof();
      case CLEARTEXT -> send(password().reveal());
      case MD5 -> send(md5(password().reveal(), user, fields.bytes(SALT_BYTES)));
      case SASL -> {
        scram = Scram.begin(fields, password(), link, address);
        send(scram.firstMessage());
      }
      case SASL_CONTINUE -> send(begun().finalMessage(fields.rest()));
      case SASL_FINAL -> begun().verify(fields.rest());
      default ->
          throw LockkeeperException.because(
                  ErrorCode.AUTHENTICATION,
                  address.display()
                      + " asks for an authentication that the relay does not know (code "
                      + code
                      + ", such as Kerberos)")
              .hint("Let pg_hba.conf ask this role for scram-sha-256 from this machine.")
              .build();
    }
    return code == OK;
  }

  /** With SCRAM, the server must prove that it knows the password, too. */
  private void requireProof() throws ProtocolException {
    if (scram != null && !scram.isVerified()) {
      throw new ProtocolException("the server did not prove that it knows the password");
    }
  }

  /** Only SCRAM can be bound to TLS; a password must not be sent to find that out. */
  private void requireBinding(int code) {
    boolean required = "require".equals(address.parameters().get("channelBinding"));
    if (required && scram == null && code != SASL) {
      throw Scram.noBinding(address);
    }
  }

  private Scram begun() throws ProtocolException {
    if (scram == null) {
      throw new ProtocolException("the server goes on with an authentication that did not begin");
    }
    return scram;
  }

  private Secret password() {
    return address
        .password()
        .filter(secret -> !secret.reveal().isEmpty())
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.AUTHENTICATION,
                        address.display() + " asks for a password, and none is set")
                    .hint(
                        "`lockkeeper doctor` tells where the address comes from and where a password"
                            + " is looked for.")
                    .build());
  }

  private void send(String password) throws IOException {
    send(new MessageBuilder().text(password).build('p'));
  }

  private void send(Message message) throws IOException {
    link.write(message.encoded());
  }

  /** As PostgreSQL's manual says: {@code 'md5' || md5(md5(password || user) || salt)}. */
  static String md5(String password, String user, byte[] salt) {
    String inner = hex(bytes(password), bytes(user));
    return "md5" + hex(bytes(inner), salt);
  }

  private static String hex(byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(first);
      return HexFormat.of().formatHex(digest.digest(second));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no MD5", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
