package dev.lockkeeper.google.fake;

import com.google.cloud.secretmanager.v1.SecretVersion;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One secret with its versions, as the service keeps it. Guarded by the service. */
final class KeptSecret {
  private final List<ByteString> payloads = new ArrayList<>();
  private final List<SecretVersion.State> states = new ArrayList<>();
  private final Map<String, Integer> aliases = new HashMap<>();

  /** Adds a version; versions count from 1. */
  int add(ByteString payload) {
    payloads.add(payload);
    states.add(SecretVersion.State.ENABLED);
    return payloads.size();
  }

  void state(int version, SecretVersion.State state) {
    if (state == SecretVersion.State.DESTROYED) {
      payloads.set(version - 1, ByteString.EMPTY);
    }
    states.set(version - 1, state);
  }

  SecretVersion.State state(int version) {
    return states.get(version - 1);
  }

  void alias(String name, int version) {
    aliases.put(name, version);
  }

  ByteString payload(int version) {
    return payloads.get(version - 1);
  }

  /**
   * The number behind a version's name. {@code latest} is the version that was made last, whatever
   * its state.
   */
  int number(String version, String resource) {
    int number =
        version.equals("latest")
            ? payloads.size()
            : version.matches("[0-9]{1,9}")
                ? Integer.parseInt(version)
                : aliases.getOrDefault(version, 0);
    if (number < 1 || number > payloads.size()) {
      throw Status.NOT_FOUND
          .withDescription("Secret Version [" + resource + "] not found.")
          .asRuntimeException();
    }
    return number;
  }
}
