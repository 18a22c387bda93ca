package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlText;
import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Examines the files of a project that build, migrate and deploy. Pure and thread-safe. A file that
 * cannot be read as what its name says gives no finding but that.
 */
public final class PipelineFiles {
  private final Duration statementTimeout;

  /**
   * @param statementTimeout how long one statement may take by the settings; zero for no limit
   */
  public PipelineFiles(Duration statementTimeout) {
    this.statementTimeout = statementTimeout;
  }

  /** What is wrong in the files, by file and line. */
  public List<Finding> examine(List<SourceFile> files) {
    Findings findings = new Findings();
    AccountCheck accounts = new AccountCheck();
    for (SourceFile file : files) {
      if (file.baseName().matches(".*\\.(ya?ml|json)")) {
        yaml(file, accounts, findings);
      } else if (file.baseName().endsWith(".tf")) {
        TerraformCheck.examine(file, accounts, findings);
      } else if (file.baseName().endsWith(".sh")) {
        pipeline(ShellFile.read(file), accounts, findings);
      } else if (file.baseName().endsWith(".sql")) {
        GrantCheck.examine(file, findings);
      }
    }
    accounts.report(findings);
    return findings.list();
  }

  private void yaml(SourceFile file, AccountCheck accounts, Findings findings) {
    Optional<List<YamlTree>> documents = YamlText.documents(file.text());
    if (documents.isEmpty()) {
      findings.info(
          "pipeline.unreadable",
          file.name(),
          1,
          "this is no YAML that could be examined",
          "Look for a bracket or quote that is not closed, or a wrong indentation.");
      return;
    }
    for (YamlTree root : documents.get()) {
      if (file.baseName().startsWith("cloudbuild")) {
        Pipeline pipeline = CloudBuildFile.read(file.name(), root);
        pipeline(pipeline, accounts, findings);
        CloudBuildCheck.examine(pipeline, root, findings);
        SubstitutionCheck.examine(file.name(), root, findings);
        ReferenceCheck.examine(file.name(), root, findings);
      } else if (file.name().contains(".github/workflows/")) {
        pipeline(GithubWorkflow.read(file.name(), root), accounts, findings);
        ReferenceCheck.examine(file.name(), root, findings);
      } else if (file.baseName().startsWith(".gitlab-ci")) {
        pipeline(GitlabFile.read(file.name(), root), accounts, findings);
        ReferenceCheck.examine(file.name(), root, findings);
      } else {
        manifest(file.name(), root, accounts, findings);
      }
    }
  }

  private void manifest(String file, YamlTree root, AccountCheck accounts, Findings findings) {
    accounts.manifest(file, root);
    KubernetesJobCheck.deployment(file, root, findings);
    if (CloudRunJobCheck.isJob(root)) {
      CloudRunJobCheck.examine(file, root, statementTimeout, findings);
      ReferenceCheck.examine(file, root, findings);
    } else if (KubernetesJobCheck.isJob(root)) {
      KubernetesJobCheck.examine(file, root, findings);
    }
  }

  private void pipeline(Pipeline pipeline, AccountCheck accounts, Findings findings) {
    accounts.pipeline(pipeline);
    WaitCheck.examine(pipeline, findings);
    FailureCheck.examine(pipeline, findings);
    OrderCheck.examine(pipeline, findings);
    TrafficCheck.examine(pipeline, findings);
    JobCommandCheck.examine(pipeline, statementTimeout, findings);
    LockCheck.examine(pipeline, findings);
  }
}
