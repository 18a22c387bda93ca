package dev.lockkeeper.cli.doctor.pipeline;

import java.util.Optional;

/** Traffic that is moved when it is there already, or to whatever happens to be the latest. */
final class TrafficCheck {
  private TrafficCheck() {}

  static void examine(Pipeline pipeline, Findings findings) {
    for (Action traffic : pipeline.actions(act -> act == Act.TRAFFIC)) {
      if (!traffic.command().has("--to-latest")) {
        continue;
      }
      Optional<Action> serving =
          pipeline.actions(act -> act == Act.DEPLOY).stream()
              .filter(deploy -> pipeline.isBefore(deploy, traffic))
              .findFirst();
      if (serving.isPresent()) {
        findings.warning(
            "pipeline.traffic",
            pipeline.file(),
            serving.get().line(),
            "the revision takes all traffic with this command; line "
                + traffic.line()
                + " moves it when it is too late to look first",
            "Add --no-traffic and --tag=candidate here, try the tagged address, then use"
                + " `gcloud run services update-traffic --to-revisions=REVISION=100`. The first"
                + " deploy of a new service cannot be without traffic.");
      } else {
        findings.warning(
            "pipeline.traffic",
            pipeline.file(),
            traffic.line(),
            "--to-latest gives traffic to the newest revision, also to one of another pipeline, and"
                + " to every later one",
            "Name the revision: --to-revisions=REVISION=100.");
      }
    }
  }
}
