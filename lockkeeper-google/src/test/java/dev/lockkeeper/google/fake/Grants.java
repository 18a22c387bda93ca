package dev.lockkeeper.google.fake;

import io.grpc.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may do what. Everybody may do everything until a permission is taken away. Thread-safe. */
public final class Grants {
  private final Map<String, Set<String>> denied = new HashMap<>();

  /** Takes a permission such as {@code run.jobs.run} from callers without credentials. */
  public Grants deny(String permission) {
    return deny(FakeServer.NOBODY, permission);
  }

  /** Takes a permission from a caller. */
  public synchronized Grants deny(String principal, String permission) {
    denied.computeIfAbsent(principal, key -> new HashSet<>()).add(permission);
    return this;
  }

  /** Gives it back to callers without credentials. */
  public synchronized Grants allow(String permission) {
    denied.getOrDefault(FakeServer.NOBODY, new HashSet<>()).remove(permission);
    return this;
  }

  synchronized boolean has(String permission) {
    return !denied.getOrDefault(FakeServer.PRINCIPAL.get(), Set.of()).contains(permission);
  }

  List<String> held(List<String> permissions) {
    return permissions.stream().filter(this::has).toList();
  }

  void check(String permission, String resource) {
    if (!has(permission)) {
      throw Status.PERMISSION_DENIED
          .withDescription(
              "Permission '"
                  + permission
                  + "' denied on resource '"
                  + resource
                  + "' (or resource may not exist).")
          .asRuntimeException();
    }
  }
}
