package dev.lockkeeper.guard.child;

import dev.lockkeeper.guard.relay.RelayAddress;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A server with a password, and a relay in front of it; neither is there. */
final class Example {
  static final String PASSWORD = "real p@ss+word";
  static final String ENCODED = "real%20p%40ss%2bword";
  static final String ONE_TIME = "one-time_0123456789";
  static final String RUN_ID = "6f1b7c1e-0000-4000-8000-00000000000";

  private Example() {}

  static Secrets given() {
    return given(PASSWORD);
  }

  static Secrets given(String password) {
    return Secrets.of(
        new DatabaseAddress(
            "db.example.org",
            5432,
            "shop",
            "deploy er",
            Optional.of(Secret.of(password)),
            Map.of()));
  }

  static RelayAddress relay(String... socketFolder) {
    return new RelayAddress(
        50123,
        Optional.of(socketFolder).filter(each -> each.length > 0).map(each -> Path.of(each[0])),
        "shop",
        "deploy er",
        Secret.of(ONE_TIME));
  }
}
