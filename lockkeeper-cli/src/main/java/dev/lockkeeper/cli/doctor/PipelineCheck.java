package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.doctor.pipeline.Finding;
import dev.lockkeeper.cli.doctor.pipeline.PipelineFiles;
import dev.lockkeeper.cli.doctor.pipeline.SourceFile;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is wrong with the files that build, migrate and deploy. */
final class PipelineCheck {
  private static final Set<ProjectText.Kind> EXAMINED =
      EnumSet.of(ProjectText.Kind.DEPLOYMENT, ProjectText.Kind.TERRAFORM, ProjectText.Kind.SQL);

  private final List<ProjectText> texts;
  private final Duration statementTimeout;

  PipelineCheck(List<ProjectText> texts, Duration statementTimeout) {
    this.texts = texts;
    this.statementTimeout = statementTimeout;
  }

  void run(Diagnoses diagnoses) {
    List<SourceFile> files =
        texts.stream()
            .filter(text -> EXAMINED.contains(text.kind()))
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
