package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.pipeline.Finding.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects findings, each once. Not thread-safe. */
final class Findings {
  private final Set<Finding> all = new LinkedHashSet<>();

  void problem(String id, String file, int line, String message, String fix) {
    all.add(new Finding(id, Weight.PROBLEM, file, line, message, fix));
  }

  void warning(String id, String file, int line, String message, String fix) {
    all.add(new Finding(id, Weight.WARNING, file, line, message, fix));
  }

  void info(String id, String file, int line, String message, String fix) {
    all.add(new Finding(id, Weight.INFO, file, line, message, fix));
  }

  /** By file and line. */
  List<Finding> list() {
    List<Finding> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(Finding::file).thenComparingInt(Finding::line));
    return List.copyOf(sorted);
  }
}
