package dev.lockkeeper.guard.relay;

import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Asks a client for the one-time password with SCRAM-SHA-256 (RFC 5802, RFC 7677), as the server's
 * side of it, so that the password itself never travels. Thread-safe: the keys are made once.
 */
final class PasswordCheck {
  private static final String MECHANISM = "SCRAM-SHA-256";
  private static final int ITERATIONS = 4096;
  private static final int KEY_BITS = 256;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 18;
  private static final int LONGEST = 4096;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;
  private static final int OK = 0;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  PasswordCheck(Secret password) {
    byte[] saltBytes = random(SALT_BYTES);
    byte[] salted = salted(password.reveal(), saltBytes);
    this.salt = base64(saltBytes);
    this.storedKey = sha256(hmac(salted, "Client Key"));
    this.serverKey = hmac(salted, "Server Key");
  }

  /**
   * Asks a client and checks its answer.
   *
   * @return whether it knows the password; then it has been told so
   */
  boolean passes(Link client) throws IOException {
    send(client, request(SASL).text(MECHANISM).text(""));
    First first = First.parse(initial(response(client)));
    String nonce = first.nonce + base64(random(NONCE_BYTES));
    String challenge = "r=" + nonce + ",s=" + salt + ",i=" + ITERATIONS;
    send(client, request(SASL_CONTINUE).bytes(bytes(challenge)));
    String last = string(response(client).fields().rest());
    int proofAt = last.lastIndexOf(",p=");
    String expected = "c=" + base64(bytes(first.header)) + ",r=" + nonce;
    if (proofAt < 0 || !last.substring(0, proofAt).equals(expected)) {
      throw new ProtocolException("the client's answer belongs to another question");
    }
    String all = first.bare + "," + challenge + "," + expected;
    if (!isProof(last.substring(proofAt + ",p=".length()), all)) {
      return false;
    }
    send(client, request(SASL_FINAL).bytes(bytes("v=" + base64(hmac(serverKey, all)))));
    send(client, request(OK));
    return true;
  }

  /** The proof is the client's key, hidden under a signature that only the stored key can make. */
  private boolean isProof(String proof, String all) throws ProtocolException {
    byte[] signature = hmac(storedKey, all);
    byte[] key = decoded(proof);
    if (key.length != signature.length) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      key[i] ^= signature[i];
    }
    return MessageDigest.isEqual(sha256(key), storedKey);
  }

  /**
   * The client's first message.
   *
   * @param header what it says about channel binding
   * @param bare the rest: a user, which counts nothing here, and the nonce
   * @param nonce the client's random text
   */
  private record First(String header, String bare, String nonce) {

    static First parse(String text) throws ProtocolException {
      int flagEnd = text.indexOf(',');
      int headerEnd = text.indexOf(',', flagEnd + 1);
      String header = text.substring(0, headerEnd + 1);
      String bare = text.substring(headerEnd + 1);
      String[] parts = bare.split(",", -1);
      boolean known =
          (header.startsWith("n,") || header.startsWith("y,"))
              && parts.length >= 2
              && parts[0].startsWith("n=")
              && parts[1].startsWith("r=")
              && parts[1].length() > 2;
      if (!known) {
        throw new ProtocolException("the client's authentication is not one of " + MECHANISM);
      }
      return new First(header, bare, parts[1].substring(2));
    }
  }

  private static String initial(Message message) throws ProtocolException {
    FieldReader fields = message.fields();
    String mechanism = fields.text();
    if (!mechanism.equals(MECHANISM)) {
      throw new ProtocolException("the client chose the authentication " + mechanism);
    }
    return string(fields.bytes(fields.int32()));
  }

  private static Message response(Link client) throws IOException {
    Message message = Messages.read(client, LONGEST);
    if (message.type() != 'p') {
      throw new ProtocolException("the client does not answer the question for its password");
    }
    return message;
  }

  private static MessageBuilder request(int code) {
    return new MessageBuilder().int32(code);
  }

  private static void send(Link client, MessageBuilder request) throws IOException {
    client.write(request.build('R').encoded());
  }

  private static byte[] decoded(String base64) throws ProtocolException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("the client's proof is not written in base 64");
    }
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static byte[] salted(String password, byte[] salt) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, KEY_BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no PBKDF2", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC", e);
    }
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
