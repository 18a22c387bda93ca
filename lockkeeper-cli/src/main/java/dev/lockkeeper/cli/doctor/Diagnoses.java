package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.List;

/** Collects diagnoses in the order of the checks. Not thread-safe. */
final class Diagnoses {
  private final List<Diagnosis> list = new ArrayList<>();

  void ok(String id, String message) {
    add(id, Severity.OK, message, "");
  }

  void info(String id, String message, String fix) {
    add(id, Severity.INFO, message, fix);
  }

  void warning(String id, String message, String fix) {
    add(id, Severity.WARNING, message, fix);
  }

  void problem(String id, String message, String fix) {
    add(id, Severity.PROBLEM, message, fix);
  }

  /** A failure of the engine or of the settings, which says itself what to do. */
  void problem(String id, LockkeeperException failure) {
    String message = String.valueOf(failure.getMessage());
    String place =
        failure
            .place()
            .map(Object::toString)
            .filter(text -> !message.contains(text))
            .map(text -> text + ": ")
            .orElse("");
    problem(id, place + message, failure.hint().orElse("Correct it and run doctor again."));
  }

  void add(String id, Severity severity, String message, String fix) {
    list.add(new Diagnosis(id, severity, message, fix));
  }

  /** Whether a check of this id has said anything but that all is well. */
  boolean has(String id) {
    return list.stream().anyMatch(d -> d.id().equals(id) && d.severity() != Severity.OK);
  }

  List<Diagnosis> list() {
    return List.copyOf(list);
  }
}
