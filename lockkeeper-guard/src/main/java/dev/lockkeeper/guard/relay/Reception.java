package dev.lockkeeper.guard.relay;

import dev.lockkeeper.guard.link.AcceptedLink;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.Opening;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.guard.wire.Startup;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Hears what a client wants, and lets it in if it knows the password. Thread-safe. */
final class Reception {
  private static final byte[] NO_ENCRYPTION = {'N'};
  private static final byte[] TLS = {'S'};

  private final String database;
  private final PasswordCheck check;
  private @Nullable SSLContext tls;

  Reception(String database, PasswordCheck check) {
    this.database = database;
    this.check = check;
  }

  /**
   * Receives a client.
   *
   * @return a cancel request, or the start of a session whose client knows the password
   * @throws Refusal if the client is not let in
   */
  Opening receive(AcceptedLink client) throws IOException, Refusal {
    Set<Opening.Encryption> asked = EnumSet.noneOf(Opening.Encryption.class);
    while (true) {
      Opening opening = Messages.readOpening(client);
      if (opening instanceof Startup startup) {
        admit(client, startup);
        return startup;
      }
      if (!(opening instanceof Opening.Encryption encryption)) {
        return opening;
      }
      if (!asked.add(encryption)) {
        throw new ProtocolException("the client asks for the same encryption twice");
      }
      if (encryption == Opening.Encryption.TLS && client.mayEncrypt()) {
        SSLContext context = tls();
        client.write(TLS);
        client.encrypt(context);
      } else {
        client.write(NO_ENCRYPTION);
      }
    }
  }

  /** Most relays never need it. */
  private synchronized SSLContext tls() {
    if (tls == null) {
      tls = OneTimeCertificate.context();
    }
    return tls;
  }

  private void admit(Link client, Startup startup) throws IOException, Refusal {
    if (startup.major() != Startup.MAJOR) {
      throw refusal(
          "0A000",
          "the relay speaks PostgreSQL's protocol 3, not " + startup.major(),
          "Use a client that is newer than PostgreSQL 7.3.");
    }
    Optional<Message> negotiated = startup.negotiated();
    if (negotiated.isPresent()) {
      client.write(negotiated.get().encoded());
    }
    if (!check.passes(client)) {
      throw refusal(
          "28P01",
          "the password is not the one-time password of this relay",
          "Take address and password from what the relay printed when it started.");
    }
    requireServed(startup);
  }

  private void requireServed(Startup startup) throws Refusal {
    if (startup.isReplication()) {
      throw refusal(
          "0A000",
          "the relay carries no replication connections",
          "Connect to the server itself for replication.");
    }
    String wanted = startup.parameters().getOrDefault("database", database);
    if (!wanted.equals(database)) {
      throw refusal(
          "3D000",
          "the relay serves the database \"" + database + "\", not \"" + wanted + "\"",
          "Start another relay for that database.");
    }
  }

  private static Refusal refusal(String sqlState, String message, String hint) {
    return new Refusal(new ErrorMessage(sqlState, message, hint));
  }
}
