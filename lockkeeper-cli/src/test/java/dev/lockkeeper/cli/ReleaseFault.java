package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that goes wrong in a release on a platform of programs, and what must come of it.
 *
 * @param step where it happens
 * @param name what happens
 * @param make brings it about
 * @param mend ends it
 * @param code what the report calls it; empty if nobody is left to report
 * @param exit the exit code of the gate
 * @param isOpen whether the new revision has the traffic then
 * @param isSample whether it is tried in every build
 */
record ReleaseFault(
    String step,
    String name,
    Change make,
    Change mend,
    String code,
    int exit,
    boolean isOpen,
    boolean isSample) {
  private static final int KILLED = 137;
  private static final String BROKEN = "migrations/20260201000000_broken.up.sql";

  /** Changes a project. */
  @FunctionalInterface
  interface Change {
    void on(ReleaseProject project) throws Exception;
  }

  @Override
  public String toString() {
    return step + ": " + name;
  }

  static List<ReleaseFault> all() {
    return Stream.of(untilProof(), newRevision(), afterwards(), kills())
        .flatMap(each -> each)
        .toList();
  }

  private static Stream<ReleaseFault> untilProof() {
    return Stream.of(
        closed("check", "a program of the platform is missing", ErrorCode.PLATFORM_SETTINGS)
            .by(
                project -> project.set("deploy: [./platform", "deploy: [./absent"),
                project -> project.set("deploy: [./absent", "deploy: [./platform")),
        closed("check", "the platform does not say what serves", ErrorCode.PLATFORM)
            .by("serving:fail"),
        closed("before", "a hook fails", ErrorCode.HOOK_FAILED).by("before:fail"),
        closed("migrate", "a statement of a migration fails", ErrorCode.JOB_FAILED)
            .by(
                project -> project.write(BROKEN, "SELECT nothing_like_this();\n"),
                project -> project.write(BROKEN, "SELECT 1;\n"))
            .sampled(),
        closed("migrate", "an applied migration was changed", ErrorCode.JOB_REFUSED)
            .by(
                project -> {
                  project.call("up");
                  project.write(
                      "migrations/20260101000000_create_orders.up.sql", "SELECT 'other';\n");
                },
                project ->
                    project.write(
                        "migrations/20260101000000_create_orders.up.sql",
                        "CREATE TABLE orders (id integer PRIMARY KEY, note text);\n")),
        closed("migrate", "the job does not reach the database", ErrorCode.UNREACHABLE)
            .by(
                project ->
                    project.set(
                        "args: [up]",
                        "args: [up, --url, 'postgres://nobody@127.0.0.1:1/none?connectTimeout=1']"),
                project ->
                    project.set(
                        "args: [up, --url, 'postgres://nobody@127.0.0.1:1/none?connectTimeout=1']",
                        "args: [up]")),
        closed("migrate", "the job's program is not in its image", ErrorCode.JOB_FAILED)
            .by("job:no-program"),
        closed("migrate", "the job takes too long", ErrorCode.JOB_TIMED_OUT)
            .by(
                project -> {
                  project.set("timeout: 60s", "timeout: 1s");
                  project.write("fault", "job:hang");
                },
                project -> {
                  project.set("timeout: 1s", "timeout: 60s");
                  project.delete("fault");
                }),
        closed("prove", "the job ends well without a record", ErrorCode.NOT_PROVEN)
            .by("job:silent"),
        closed("prove", "the job has migrated for another image", ErrorCode.NOT_PROVEN)
            .by("job:stranger"));
  }

  private static Stream<ReleaseFault> newRevision() {
    return Stream.of(
        closed("deploy", "the new revision cannot be made", ErrorCode.PLATFORM).by("deploy:fail"),
        closed("ready", "the new revision never gets ready", ErrorCode.REVISION_NOT_READY)
            .by("ready:fail"),
        closed("smoke", "the new revision does not answer", ErrorCode.SMOKE_CHECK)
            .by(
                project ->
                    project.set(
                        "    post: false",
                        "    smoke: {address: 'http://127.0.0.1:1', timeout: 1s}\n    post: false"),
                project ->
                    project.set("    smoke: {address: 'http://127.0.0.1:1', timeout: 1s}\n", "")),
        closed("traffic", "the platform refuses the traffic once", ErrorCode.PLATFORM)
            .by("traffic:fail-once")
            .sampled());
  }

  private static Stream<ReleaseFault> afterwards() {
    return Stream.of(
        open("drain", "the old revision does not end", ErrorCode.PLATFORM).by("drained:fail"),
        open("post", "a migration of the phase post fails", ErrorCode.JOB_FAILED)
            .by(
                project -> {
                  project.set("post: false", "post: true");
                  project.write(
                      "migrations/20260301000000_drop_note.up.sql",
                      "-- lockkeeper: phase=post\nSELECT nothing_like_this();\n");
                },
                project ->
                    project.write(
                        "migrations/20260301000000_drop_note.up.sql",
                        "-- lockkeeper: phase=post\nALTER TABLE orders DROP COLUMN note;\n")),
        open("after", "a hook fails", ErrorCode.HOOK_FAILED).by("after:fail"));
  }

  private static Stream<ReleaseFault> kills() {
    return Stream.of(
            "serving:check",
            "before:before",
            "job:migrate",
            "deploy:deploy",
            "ready:ready",
            "traffic:traffic",
            "drained:drain",
            "after:after")
        .map(each -> each.split(":"))
        .flatMap(
            each ->
                Stream.of(
                    killed(each[1], "the gate is killed at its beginning", each[0] + ":kill"),
                    killed(each[1], "the gate is killed at its end", each[0] + ":kill-after")));
  }

  private static ReleaseFault killed(String step, String name, String fault) {
    boolean isOpen = List.of("drain", "after").contains(step);
    return new ReleaseFault(
        step,
        name,
        project -> project.write("fault", fault),
        project -> project.delete("fault"),
        "",
        KILLED,
        isOpen,
        fault.equals("job:kill-after"));
  }

  private static Draft closed(String step, String name, ErrorCode code) {
    return new Draft(step, name, code, false);
  }

  private static Draft open(String step, String name, ErrorCode code) {
    return new Draft(step, name, code, true);
  }

  /** A fault of which it is not said yet how it comes about. */
  private record Draft(String step, String name, ErrorCode code, boolean isOpen) {
    ReleaseFault by(Change make, Change mend) {
      return new ReleaseFault(
          step, name, make, mend, code.id(), code.outcome().exitCode(), isOpen, false);
    }

    ReleaseFault by(String fault) {
      return by(project -> project.write("fault", fault), project -> project.delete("fault"));
    }
  }

  private ReleaseFault sampled() {
    return new ReleaseFault(step, name, make, mend, code, exit, isOpen, true);
  }

  /** The row of the documentation. */
  String row() {
    return "| "
        + step
        + " | "
        + name
        + " | "
        + (isOpen ? "new" : "old")
        + " | "
        + (code.isEmpty() ? "" : "`" + code + "`")
        + " | "
        + exit
        + " |";
  }
}
