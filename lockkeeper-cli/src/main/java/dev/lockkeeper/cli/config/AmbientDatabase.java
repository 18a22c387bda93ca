package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The database that environment variables name, strongest first: {@code LOCKKEEPER_URL}, {@code
 * DATABASE_URL}, then the families.
 *
 * @param candidate the strongest complete one
 * @param halfSet what is said about families that were passed over because something is missing
 */
record AmbientDatabase(Optional<Candidate> candidate, List<String> halfSet) {
  private static final List<String> URLS = List.of("LOCKKEEPER_URL", "DATABASE_URL");

  static AmbientDatabase find(Variables variables) {
    for (String name : URLS) {
      Optional<Candidate> candidate = variables.findOrFile(name).map(Candidate::ofUrl);
      if (candidate.isPresent()) {
        return new AmbientDatabase(candidate, List.of());
      }
    }
    List<String> halfSet = new ArrayList<>();
    for (AddressFamily family :
        List.of(AddressFamily.DB, AddressFamily.POSTGRES, AddressFamily.PG)) {
      if (family.equals(AddressFamily.PG)) {
        refuseService(variables);
      }
      Optional<Candidate> candidate = family.find(variables);
      if (candidate.isPresent()) {
        return new AmbientDatabase(candidate, halfSet);
      }
      family.whatIsMissing(variables).ifPresent(halfSet::add);
    }
    return new AmbientDatabase(Optional.empty(), halfSet);
  }

  private static void refuseService(Variables variables) {
    variables
        .find("PGSERVICE")
        .ifPresent(
            service -> {
              throw LockkeeperException.because(
                      ErrorCode.SETTINGS, service.source() + ": service files are not supported")
                  .hint(
                      "Unset PGSERVICE and set PGHOST, PGPORT, PGDATABASE and PGUSER,"
                          + " or LOCKKEEPER_URL, or give --url.")
                  .build();
            });
  }
}
