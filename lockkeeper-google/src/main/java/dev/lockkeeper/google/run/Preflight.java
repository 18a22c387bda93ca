package dev.lockkeeper.google.run;

import com.google.iam.v1.TestIamPermissionsRequest;
import dev.lockkeeper.release.platform.Obstacle;
import dev.lockkeeper.release.platform.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Asks for the rights that a release needs before it touches anything. What does not exist yet has
 * no rights to ask for: then the call itself says what is missing, and nothing was touched either.
 * Whether the job may act as its account, and whether that account may read the secrets, is decided
 * by Cloud Run when the job is changed.
 */
final class Preflight {
  private final Place place;
  private final Clients clients;
  private final Calls calls;
  private final Rights rights;
  private final boolean hasOverrides;

  /**
   * @param hasOverrides whether an execution will get other arguments than the job has
   */
  Preflight(Place place, Clients clients, Calls calls, Rights rights, boolean hasOverrides) {
    this.place = place;
    this.clients = clients;
    this.calls = calls;
    this.rights = rights;
    this.hasOverrides = hasOverrides;
  }

  List<Obstacle> obstacles(boolean isJobThere, boolean isServiceThere, Watch watch) {
    List<Obstacle> obstacles = new ArrayList<>();
    if (isJobThere) {
      List<String> needed = new ArrayList<>(List.of("run.jobs.update", "run.jobs.run"));
      if (hasOverrides) {
        needed.add("run.jobs.runWithOverrides");
      }
      obstacles.addAll(
          missing(
              place.job(),
              needed,
              request -> clients.jobs().testIamPermissions(request).getPermissionsList(),
              watch));
    }
    if (isServiceThere) {
      obstacles.addAll(
          missing(
              place.service(),
              List.of("run.services.update"),
              request -> clients.services().testIamPermissions(request).getPermissionsList(),
              watch));
    }
    return obstacles;
  }

  private List<Obstacle> missing(
      String resource,
      List<String> needed,
      Function<TestIamPermissionsRequest, List<String>> question,
      Watch watch) {
    TestIamPermissionsRequest request =
        TestIamPermissionsRequest.newBuilder()
            .setResource(resource)
            .addAllPermissions(needed)
            .build();
    List<String> held =
        calls.read(
            "the rights on " + Place.brief(resource) + " cannot be asked for",
            needed.get(0),
            watch,
            () -> question.apply(request));
    return needed.stream()
        .filter(permission -> !held.contains(permission))
        .map(
            permission ->
                new Obstacle(
                    true,
                    rights.who()
                        + " lacks "
                        + permission
                        + " on "
                        + Place.brief(resource)
                        + ", which the role "
                        + Rights.role(permission)
                        + " holds",
                    rights.grant(permission)))
        .toList();
  }
}
