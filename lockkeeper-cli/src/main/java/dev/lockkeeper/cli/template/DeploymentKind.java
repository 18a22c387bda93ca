package dev.lockkeeper.cli.template;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What files can be asked for. */
public enum DeploymentKind {
  /** Cloud Run: the job's manifest. */
  CLOUD_RUN(Group.PLATFORM, "cloud-run", "job.yaml"),
  /** Kubernetes: the job by itself, as a hook of Helm, and as one of Argo CD. */
  KUBERNETES(
      Group.PLATFORM,
      "kubernetes",
      "kubernetes/migrate-job.yaml",
      "kubernetes/helm-migrate-job.yaml",
      "kubernetes/argocd-migrate-job.yaml"),
  /** Programs of the team: all of it stands in the settings. */
  COMMAND(Group.PLATFORM, "command"),
  /** Google Cloud Build. */
  CLOUD_BUILD(Group.PIPELINE, "cloud-build", "cloudbuild.yaml"),
  /** GitHub Actions. */
  GITHUB_ACTIONS(Group.PIPELINE, "github-actions", ".github/workflows/release.yml"),
  /** GitLab CI. */
  GITLAB_CI(Group.PIPELINE, "gitlab-ci", ".gitlab-ci.yml"),
  /** Terraform: a module that calls the gate, and a file that uses it. */
  TERRAFORM(
      Group.INFRASTRUCTURE,
      "terraform",
      "terraform/main.tf",
      "terraform/lockkeeper/main.tf",
      "terraform/lockkeeper/variables.tf",
      "terraform/lockkeeper/outputs.tf");

  /** What an option chooses from. */
  public enum Group {
    /** Where the service runs. */
    PLATFORM,
    /** What builds and releases it. */
    PIPELINE,
    /** What describes the infrastructure. */
    INFRASTRUCTURE
  }

  private final Group group;
  private final String id;
  private final String files;

  DeploymentKind(Group group, String id, String... files) {
    this.group = group;
    this.id = id;
    this.files = String.join(" ", files);
  }

  /** The word on the command line. */
  public String id() {
    return id;
  }

  List<String> files() {
    return files.isEmpty() ? List.of() : List.of(files.split(" ", -1));
  }

  /** The kind of a group that a word means. */
  public static Optional<DeploymentKind> of(Group group, String id) {
    return in(group).filter(kind -> kind.id.equals(id)).findFirst();
  }

  /** The words of a group. */
  public static List<String> ids(Group group) {
    return in(group).map(DeploymentKind::id).toList();
  }

  boolean isPlatform() {
    return group == Group.PLATFORM;
  }

  private static Stream<DeploymentKind> in(Group group) {
    return Stream.of(values()).filter(kind -> kind.group == group);
  }
}
