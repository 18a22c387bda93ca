package dev.lockkeeper.guard.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first packet of a connection, which has no type byte: a request for encryption, a request to
 * cancel somebody's statement, or the start of a session.
 */
public sealed interface Opening permits Opening.Encryption, Opening.Cancel, Startup {
  /** The longest packet that is read; PostgreSQL has the same limit. */
  int LONGEST = 10_000;

  /** The bytes in front of the content: its length. */
  int HEADER = Integer.BYTES;

  /** The request codes have 1234 where a version has its major number. */
  int REQUEST = 1234;

  /** The code of a cancel request. */
  int CANCEL_CODE = 80877102;

  /** The code of a request for TLS. */
  int TLS_CODE = 80877103;

  /** The code of a request for encryption by Kerberos. */
  int GSS_CODE = 80877104;

  /** A client asks whether it may encrypt; the answer is one byte. */
  enum Encryption implements Opening {
    /** By TLS. */
    TLS,
    /** By Kerberos. */
    GSS
  }

  /**
   * A client asks to cancel what a session is doing.
   *
   * @param key the session
   */
  record Cancel(BackendKey key) implements Opening {
    /** The bytes of the packet. */
    public byte[] encoded() {
      return key.fields(new MessageBuilder().int32(CANCEL_CODE)).packet();
    }
  }

  /** The bytes of a request for TLS. */
  static byte[] tlsRequest() {
    return new MessageBuilder().int32(TLS_CODE).packet();
  }

  /**
   * Checks the length that a packet claims, before anything of it is read.
   *
   * @return how many bytes follow the length
   * @throws ProtocolException if no packet has such a length
   */
  static int contentLength(int claimed) throws ProtocolException {
    if (claimed < 2 * Integer.BYTES || claimed > LONGEST) {
      throw new ProtocolException(
          "the first packet claims a length of " + Integer.toUnsignedString(claimed) + " bytes");
    }
    return claimed - HEADER;
  }

  /** Reads the content of a packet, behind its length. */
  static Opening parse(byte[] content) throws ProtocolException {
    FieldReader fields = new FieldReader(content);
    int code = fields.int32();
    if (code >>> 16 != REQUEST) {
      return startup(code, fields);
    }
    if (code == CANCEL_CODE) {
      return new Cancel(BackendKey.read(fields));
    }
    if (fields.hasMore() || (code != TLS_CODE && code != GSS_CODE)) {
      throw new ProtocolException("the first packet is none of PostgreSQL's requests");
    }
    return code == TLS_CODE ? Encryption.TLS : Encryption.GSS;
  }

  private static Startup startup(int version, FieldReader fields) throws ProtocolException {
    Map<String, String> parameters = new LinkedHashMap<>();
    // Protocols before 3 have another layout; the version is all there is to say about them.
    if (version >>> 16 == Startup.MAJOR) {
      for (String name = fields.text(); !name.isEmpty(); name = fields.text()) {
        parameters.put(name, fields.text());
      }
      if (fields.hasMore()) {
        throw new ProtocolException("the start-up packet has bytes behind its end");
      }
    }
    return new Startup(version >>> 16, version & 0xFFFF, parameters);
  }
}
