package dev.lockkeeper.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Diagnoses for people: one line each, the next step below it, and a count at the end. */
public final class DoctorText {
  private static final String INDENT = " ".repeat(11);

  private DoctorText() {}

  /** The lines of a report. */
  public static List<String> lines(List<Diagnosis> diagnoses) {
    List<String> lines = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses) {
      lines.add(label(diagnosis.severity()) + diagnosis.id() + ": " + printed(diagnosis.message()));
      if (!diagnosis.fix().isEmpty()) {
        lines.add(INDENT + "next: " + printed(diagnosis.fix()));
      }
    }
    lines.add(summary(diagnoses));
    return lines;
  }

  private static String label(Severity severity) {
    return String.format(Locale.ROOT, "  %-9s", severity.id());
  }

  private static String printed(String text) {
    return text.strip().replaceAll("\\R", "\n" + INDENT);
  }

  private static String summary(List<Diagnosis> diagnoses) {
    long problems = count(diagnoses, Severity.PROBLEM);
    long warnings = count(diagnoses, Severity.WARNING);
    if (problems == 0 && warnings == 0) {
      return "Nothing is wrong.";
    }
    return plural(problems, "problem") + ", " + plural(warnings, "warning") + ".";
  }

  private static long count(List<Diagnosis> diagnoses, Severity severity) {
    return diagnoses.stream().filter(diagnosis -> diagnosis.severity() == severity).count();
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
