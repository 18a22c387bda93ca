package dev.lockkeeper.image;

import java.util.Set;

/** Which image: they differ in the jars that they hold. */
enum Variant {
  /** Engine, guard and command line, and the way to Cloud SQL. */
  JOB("the migration job"),

  /** The same and every other jar of the distribution: the clients of platforms. */
  FULL("the migration job and the release gate");

  private static final Set<String> OF_THE_JOB =
      Set.of("lockkeeper.jar", "lockkeeper-cloud-sql.jar");

  private final String title;

  Variant(String title) {
    this.title = title;
  }

  /** What it is, for people. */
  String title() {
    return title;
  }

  /** The name of its folder and its tag. */
  String tag() {
    return this == JOB ? "job" : "full";
  }

  /** Whether it holds a jar of the distribution. */
  boolean takes(String jar) {
    return this == FULL || OF_THE_JOB.contains(jar);
  }
}
