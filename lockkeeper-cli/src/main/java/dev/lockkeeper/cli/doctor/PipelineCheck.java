package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.doctor.pipeline.Finding;
import dev.lockkeeper.cli.doctor.pipeline.PipelineFiles;
import dev.lockkeeper.cli.doctor.pipeline.SourceFile;
import java.time.Duration;
import java.util.List;

/** What is wrong with the files that build, migrate and deploy. */
final class PipelineCheck {
  private final List<ProjectText> texts;
  private final Duration statementTimeout;

  PipelineCheck(List<ProjectText> texts, Duration statementTimeout) {
    this.texts = texts;
    this.statementTimeout = statementTimeout;
  }

  void run(Diagnoses diagnoses) {
    List<SourceFile> files =
        texts.stream()
            .filter(text -> text.kind() == ProjectText.Kind.DEPLOYMENT)
            .map(text -> new SourceFile(text.name(), String.join("\n", text.lines()) + "\n"))
            .toList();
    List<Finding> findings = new PipelineFiles(statementTimeout).examine(files);
    for (Finding finding : findings) {
      diagnoses.add(
          finding.id(),
          severity(finding.weight()),
          finding.place() + " " + finding.message(),
          finding.fix());
    }
    if (findings.isEmpty() && !files.isEmpty()) {
      diagnoses.ok("pipeline", "nothing is wrong in " + files.size() + " files that deploy");
    }
  }

  private static Severity severity(Finding.Weight weight) {
    return switch (weight) {
      case PROBLEM -> Severity.PROBLEM;
      case WARNING -> Severity.WARNING;
      case INFO -> Severity.INFO;
    };
  }
}
