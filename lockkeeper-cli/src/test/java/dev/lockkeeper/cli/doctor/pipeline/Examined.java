package dev.lockkeeper.cli.doctor.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Files and what is found in them. */
final class Examined {
  private final List<SourceFile> files = new ArrayList<>();
  private Duration statementTimeout = Duration.ZERO;

  static Examined file(String name, String text) {
    return new Examined().and(name, text);
  }

  Examined and(String name, String text) {
    files.add(new SourceFile(name, text));
    return this;
  }

  Examined statementTimeout(Duration timeout) {
    statementTimeout = timeout;
    return this;
  }

  List<Finding> findings() {
    return new PipelineFiles(statementTimeout).examine(files);
  }

  /** The findings of one kind. */
  List<Finding> findings(String id) {
    return findings().stream().filter(finding -> finding.id().equals(id)).toList();
  }

  /** Kind and line of each finding, as {@code pipeline.wait:7}. */
  List<String> places() {
    return findings().stream().map(finding -> finding.id() + ":" + finding.line()).toList();
  }
}
