package dev.lockkeeper.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The module that {@code init} writes, in the hands of Terraform, with a program for the gate. */
class TerraformIT {
  private static final String IMAGE = "registry.example.com/shop@sha256:";

  @TempDir private Path folder;

  @BeforeEach
  void project() throws IOException {
    for (NewFile file : new DeploymentFiles("shop").of(List.of(DeploymentKind.TERRAFORM))) {
      write(file.name(), file.text());
    }
    write(
        "terraform/after.tf",
        """
        resource "terraform_data" "after" {
          input = module.gate.image
        }
        """);
    write(
        "lockkeeper.yaml",
        """
        project: shop
        dir: migrations
        services:
          shop:
            job: {timeout: 1h, args: [up]}
            command: {deploy: ["true"]}
        """);
    write("migrations/1_one.up.sql", "CREATE TABLE one ();\n");
    gate("exit 0");
  }

  private void write(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** A program in place of Lockkeeper that keeps its arguments and its settings. */
  private void gate(String end) throws IOException {
    write(
        "bin/lockkeeper",
        """
        #!/bin/sh
        echo "$*" >>"%1$s/calls"
        cp "$2/lockkeeper.yaml" "%1$s/settings"
        %2$s
        """
            .formatted(folder, end));
    assertThat(folder.resolve("bin/lockkeeper").toFile().setExecutable(true)).isTrue();
  }

  /** What is said to the module, beside what the template says. */
  private void say(String... lines) throws IOException {
    NewFile main = new DeploymentFiles("shop").of(List.of(DeploymentKind.TERRAFORM)).get(0);
    String program = "  lockkeeper = \"" + folder.resolve("bin/lockkeeper") + "\"\n";
    String service = "  service = \"shop\"\n";
    write(
        main.name(),
        main.text().replace(service, service + program + String.join("\n", lines) + "\n"));
  }

  private ForeignProgram.Result terraform(String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("-chdir=terraform"));
    words.addAll(List.of(arguments));
    return ForeignProgram.named(
            "terraform",
            folder,
            Map.of("CHECKPOINT_DISABLE", "1", "TF_CLI_CONFIG_FILE", "/dev/null"))
        .run(words.toArray(String[]::new));
  }

  private ForeignProgram.Result apply(char digest) throws Exception {
    return terraform(
        "apply",
        "-no-color",
        "-auto-approve",
        "-input=false",
        "-var",
        "image=" + IMAGE + String.valueOf(digest).repeat(64));
  }

  private void init() throws Exception {
    ForeignProgram.Result result = terraform("init", "-no-color", "-input=false");
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private List<String> calls() throws IOException {
    Path calls = folder.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  @Test
  void filesAreFormattedAndValid() throws Exception {
    ForeignProgram.Result format = terraform("fmt", "-check", "-recursive", "-diff", "-no-color");
    assertThat(format.exitCode()).as(format.output()).isZero();
    init();

    ForeignProgram.Result valid = terraform("validate", "-no-color");

    assertThat(valid.exitCode()).as(valid.output()).isZero();
  }

  /** The row's proof: what depends on a gate that fails stays, and the gate is tried again. */
  @Test
  void failedGateStopsWhatDependsOnIt() throws Exception {
    say();
    init();
    assertThat(apply('a').exitCode()).isZero();
    gate("exit 1");

    ForeignProgram.Result failed = apply('b');

    assertThat(failed.exitCode()).isNotZero();
    assertThat(terraform("state", "show", "-no-color", "terraform_data.after").output())
        .contains("a".repeat(64))
        .doesNotContain("b".repeat(64));
    assertThat(terraform("state", "show", "-no-color", "module.gate.terraform_data.gate").output())
        .contains("tainted");

    gate("exit 0");
    assertThat(apply('b').exitCode()).isZero();
    assertThat(terraform("state", "show", "-no-color", "terraform_data.after").output())
        .contains("b".repeat(64));
    assertThat(calls())
        .containsExactly(call("a".repeat(64)), call("b".repeat(64)), call("b".repeat(64)));
  }

  private String call(String digest) {
    return "-p " + folder + " release shop --image " + IMAGE + digest;
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void gateRunsWhenDigestMigrationsOrForceChange() throws Exception {
    say();
    init();
    assertThat(apply('a').exitCode()).isZero();
    assertThat(apply('a').exitCode()).isZero();
    assertThat(calls()).hasSize(1);

    write("migrations/2_two.up.sql", "CREATE TABLE two ();\n");
    assertThat(apply('a').exitCode()).isZero();
    assertThat(calls()).hasSize(2);

    say("force = \"7\"");
    ForeignProgram.Result forced = apply('a');
    assertThat(forced.exitCode()).as(forced.output()).isZero();
    assertThat(calls()).hasSize(3).last().asString().contains("release shop --force 7 --image");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void variablesOfVersionEightBecomeTheJob() throws Exception {
    say(
        "enable_pre_deploy_job = true",
        "pre_deploy_job_command = [\"python\", \"manage.py\"]",
        "pre_deploy_job_args = [\"migrate\", \"it's\"]");
    init();

    ForeignProgram.Result result = apply('a');

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(job())
        .isEqualTo(
            Map.of(
                "enabled",
                true,
                "command",
                List.of("python", "manage.py"),
                "args",
                List.of("migrate", "it's"),
                "timeout",
                "1h"));
  }

  @Test
  void variablesOfVersionNineBecomeTheJob() throws Exception {
    say("pre_deploy_job_container = { image = \"migrations@sha256:1\", args = [\"up\", \"-v\"] }");
    init();

    ForeignProgram.Result result = apply('a');

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(job())
        .isEqualTo(
            Map.of(
                "enabled",
                true,
                "image",
                "migrations@sha256:1",
                "args",
                List.of("up", "-v"),
                "timeout",
                "1h"));
    assertThat(settings().get("dirs")).isEqualTo(List.of(folder.resolve("migrations").toString()));
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void tagAndEmptyImageOfTheJobAreRefused() throws Exception {
    say();
    init();
    ForeignProgram.Result tag =
        terraform("apply", "-no-color", "-auto-approve", "-input=false", "-var", "image=shop:v1");
    say("pre_deploy_job_container = { image = \" \" }");
    ForeignProgram.Result empty = apply('a');

    assertThat(tag.exitCode()).isNotZero();
    assertThat(tag.output()).contains("Name the image by its digest");
    assertThat(empty.exitCode()).isNotZero();
    assertThat(empty.output()).contains("name the image that migrates");
    assertThat(calls()).isEmpty();
  }

  private Map<String, Object> settings() throws IOException {
    return JSON.std.mapFrom(Files.readString(folder.resolve("settings")));
  }

  private Object job() throws IOException {
    Map<?, ?> services = (Map<?, ?>) settings().get("services");
    return ((Map<?, ?>) services.get("shop")).get("job");
  }
}
