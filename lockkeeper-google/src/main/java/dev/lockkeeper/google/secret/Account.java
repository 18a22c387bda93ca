package dev.lockkeeper.google.secret;

import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import java.util.Optional;
import java.util.function.Supplier;

/** Whose credentials these are, for messages. */
final class Account {
  private Account() {}

  /** The service account; empty for people, whose credentials do not tell their names. */
  static Supplier<Optional<String>> of(Credentials credentials) {
    return () -> {
      if (!(credentials instanceof ServiceAccountSigner signer)) {
        return Optional.empty();
      }
      try {
        return Optional.ofNullable(signer.getAccount());
      } catch (RuntimeException e) {
        // On Google's machines the account is asked for by HTTP, which may fail.
        return Optional.empty();
      }
    };
  }
}
