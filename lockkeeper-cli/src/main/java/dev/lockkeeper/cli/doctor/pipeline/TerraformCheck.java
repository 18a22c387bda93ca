package dev.lockkeeper.cli.doctor.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Terraform files, read line by line: blocks are told by their braces. */
final class TerraformCheck {
  private static final Pattern BLOCK =
      Pattern.compile("\\s*(resource|module)\\s+\"([^\"]+)\"(?:\\s+\"[^\"]+\")?\\s*\\{.*");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s*([a-z_]+)\\s*=\\s*(.+?)\\s*(?:#.*)?");
  private static final Pattern SCRIPT = Pattern.compile("\\s*command\\s*=\\s*\"(.*)\".*");

  private final String file;
  private final Findings findings;
  private final AccountCheck accounts;

  /** A block of the file with its attributes, those of inner blocks included. */
  private record Block(String kind, String type, int line, List<Attribute> attributes) {
    boolean has(String name) {
      return attributes.stream().anyMatch(attribute -> attribute.name().equals(name));
    }

    boolean says(String name, String value) {
      return attributes.stream()
          .anyMatch(found -> found.name().equals(name) && found.value().contains(value));
    }
  }

  private record Attribute(String name, String value, int line) {}

  private TerraformCheck(String file, AccountCheck accounts, Findings findings) {
    this.file = file;
    this.accounts = accounts;
    this.findings = findings;
  }

  static void examine(SourceFile source, AccountCheck accounts, Findings findings) {
    TerraformCheck check = new TerraformCheck(source.name(), accounts, findings);
    List<String> lines = source.text().lines().toList();
    for (Block block : blocks(lines)) {
      check.block(block);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).strip().startsWith("#")) {
        ReferenceCheck.line(source.name(), i + 1, lines.get(i), findings);
        check.command(lines.get(i), i + 1);
      }
    }
  }

  private static List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    int depth = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceAll("^\\s*(#|//).*", "");
      Matcher start = BLOCK.matcher(line);
      if (depth == 0 && start.matches()) {
        blocks.add(new Block(start.group(1), start.group(2), i + 1, new ArrayList<>()));
      }
      Matcher attribute = ATTRIBUTE.matcher(line);
      if (depth > 0 && attribute.matches() && !blocks.isEmpty()) {
        blocks
            .get(blocks.size() - 1)
            .attributes()
            .add(new Attribute(attribute.group(1), attribute.group(2), i + 1));
      }
      depth += count(line, '{') - count(line, '}');
    }
    return blocks;
  }

  private static int count(String line, char sign) {
    return (int) line.chars().filter(c -> c == sign).count();
  }

  private void block(Block block) {
    switch (block.type()) {
      case "google_cloud_run_v2_job", "google_cloud_run_job" -> job(block);
      case "google_cloud_run_v2_service", "google_cloud_run_service" ->
          each(
              block,
              "service_account",
              found -> accounts.service(file, found.line(), found.value()));
      default -> {
        if (block.kind().equals("module")) {
          module(block);
        }
      }
    }
  }

  private void job(Block block) {
    each(block, "service_account", found -> accounts.job(file, found.line(), found.value()));
    if (!block.has("max_retries")) {
      findings.warning(
          "job.retries",
          file,
          block.line(),
          "the job has no max_retries, so a failed migration is run three times more",
          "Write `max_retries = 0` in its innermost template.");
    }
    each(
        block,
        "max_retries",
        found -> {
          if (!found.value().equals("0")) {
            findings.warning(
                "job.retries",
                file,
                found.line(),
                "a failed migration is run again without anybody having looked",
                "Write `max_retries = 0`.");
          }
        });
    each(
        block,
        "version",
        found -> {
          if (found.value().equals("\"latest\"")) {
            ReferenceCheck.secret(file, found.line(), findings);
          }
        });
  }

  private void module(Block block) {
    if (block.says("source", "cloud-run")
        && block.says("source", "job-exec")
        && block.says("exec", "true")) {
      findings.problem(
          "pipeline.wait",
          file,
          block.line(),
          "this module starts the job once, when it is made, and does not wait for its end: a failed"
              + " migration leaves the apply green, and a new image runs nothing",
          "Let a gate release: `lockkeeper init --infra terraform` writes a module for it.");
    }
    boolean hasJob =
        block.says("enable_pre_deploy_job", "true") || block.has("pre_deploy_job_container");
    if (hasJob && !block.says("source", "lockkeeper")) {
      findings.warning(
          "terraform.trigger",
          file,
          block.line(),
          "where a pre-deploy job is run when the image's name changes, a moved tag or another"
              + " setting runs nothing; and where the service's account is the job's as well, the"
              + " application may change the schema",
          "Name the image by its digest; or let a gate release: `lockkeeper init --infra terraform`"
              + " writes a module that takes the same variables.");
    }
  }

  private void each(Block block, String name, Consumer<Attribute> consumer) {
    block.attributes().stream().filter(found -> found.name().equals(name)).forEach(consumer);
  }

  /** What a provisioner runs. */
  private void command(String line, int number) {
    Matcher matcher = SCRIPT.matcher(line);
    if (matcher.matches()) {
      Step step =
          new Step(
              "provisioner",
              number,
              Script.commands(matcher.group(1).replace("\\\"", "\""), number, false, false),
              0,
              Set.of());
      Pipeline pipeline = new Pipeline(file, List.of(step), 0);
      WaitCheck.examine(pipeline, findings);
      FailureCheck.examine(pipeline, findings);
    }
  }
}
