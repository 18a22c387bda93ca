package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs and services of Cloud Run that share an account: then the application has the rights of the
 * one who changes its schema. Looks across all files. Not thread-safe.
 */
final class AccountCheck {
  private record Use(String file, int line, String account) {}

  private final List<Use> jobs = new ArrayList<>();
  private final List<Use> services = new ArrayList<>();

  void job(String file, int line, String account) {
    jobs.add(new Use(file, line, account));
  }

  void service(String file, int line, String account) {
    services.add(new Use(file, line, account));
  }

  /** What the commands of a pipeline say. */
  void pipeline(Pipeline pipeline) {
    for (Action action : pipeline.actions()) {
      action
          .command()
          .value("--service-account")
          .ifPresent(
              account -> {
                if (action.act() == Act.UPDATE_JOB) {
                  job(pipeline.file(), action.line(), account);
                } else if (action.act() == Act.DEPLOY
                    || action.act() == Act.DEPLOY_WITHOUT_TRAFFIC) {
                  service(pipeline.file(), action.line(), account);
                }
              });
    }
  }

  /** What a manifest of Cloud Run says. */
  void manifest(String file, YamlTree root) {
    if (CloudRunJobCheck.isJob(root)) {
      root.at("spec", "template", "spec", "template", "spec", "serviceAccountName")
          .ifPresent(account -> job(file, account.line(), account.text().orElse("")));
    } else if (root.textAt("apiVersion").filter("serving.knative.dev/v1"::equals).isPresent()) {
      root.at("spec", "template", "spec", "serviceAccountName")
          .ifPresent(account -> service(file, account.line(), account.text().orElse("")));
    }
  }

  void report(Findings findings) {
    for (Use job : jobs) {
      services.stream()
          .filter(service -> service.account().equals(job.account()))
          .findFirst()
          .ifPresent(
              service ->
                  findings.warning(
                      "job.account",
                      job.file(),
                      job.line(),
                      "the job runs as the same account as the service ("
                          + service.file()
                          + ":"
                          + service.line()
                          + "): the application has the rights of the one who changes its schema",
                      "Give the job an account of its own, and the service's only what"
                          + " `lockkeeper grants` writes for the application."));
    }
  }
}
