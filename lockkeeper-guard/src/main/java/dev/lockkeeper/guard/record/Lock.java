package dev.lockkeeper.guard.record;

/**
 * A lock on a relation, as pg_locks shows it.
 *
 * @param mode such as {@code AccessExclusiveLock}
 * @param schema the schema, in quotes where SQL needs them
 * @param relation the name in it, in quotes where SQL needs them
 */
record Lock(String mode, String schema, String relation) {

  /** Whether it is one that plain reading and writing takes. */
  boolean isWeak() {
    return switch (mode) {
      case "AccessShareLock", "RowShareLock", "RowExclusiveLock" -> true;
      default -> false;
    };
  }

  /** Whether a statement names the relation. */
  boolean isNamedBy(Sent sent) {
    return sent.effect().touches().stream().anyMatch(this::isMeantBy)
        || sent.effect().creates().stream().anyMatch(this::isMeantBy);
  }

  private boolean isMeantBy(String name) {
    String plain = name.replace("\"", "");
    String plainRelation = relation.replace("\"", "");
    return plain.equals(plainRelation)
        || plain.equals(schema.replace("\"", "") + "." + plainRelation);
  }

  /** As it is recorded. */
  String display() {
    return mode + " on " + schema + "." + relation;
  }
}
