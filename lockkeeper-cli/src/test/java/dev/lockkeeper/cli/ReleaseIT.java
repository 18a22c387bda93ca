package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Releases of a service on a platform of programs, with the real job and a real database. */
class ReleaseIT {
  private static final String NOTE =
      "SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders' AND column_name"
          + " = 'note'";

  @TempDir Path folder;
  private ReleaseProject project;

  @BeforeEach
  void makeProject() throws Exception {
    project = new ReleaseProject(folder);
  }

  @Test
  void migratesBeforeItDeploysAndContractsWhenTheOldRevisionIsGone() throws Exception {
    project.set("post: false", "post: true");

    ReleaseProject.Answer answer = project.call("release", "--report", "report.md");

    assertThat(answer.exit()).as(answer.text()).isZero();
    assertThat(project.calls())
        .containsExactly(
            "serving", "before", "job", "deploy", "serving", "ready", "traffic", "traffic",
            "drained", "job", "after");
    assertThat(project.query(NOTE)).containsExactly("0");
    assertThat(
            project.query(
                "SELECT r.image FROM lockkeeper.run r JOIN lockkeeper.release l ON r.release_id ="
                    + " l.id WHERE r.outcome = 'succeeded'"))
        .containsOnly(ReleaseProject.IMAGE)
        .hasSize(2);
    assertThat(project.read("report.md")).contains("Gate: **open**", "| migrate | done |");
    assertThat(project.call("release", "verify", "--image", ReleaseProject.IMAGE).text())
        .startsWith("Proved: run ");
  }

  @Test
  void doesNotReleaseTwiceUnlessItIsForced() throws Exception {
    project.call("release");
    project.calls();

    ReleaseProject.Answer again = project.call("release");
    assertThat(again.exit()).isZero();
    assertThat(again.text()).contains("Nothing to do", "already released");
    assertThat(project.calls()).containsExactly("serving");

    assertThat(project.call("release", "--force", "build 2").exit()).isZero();
    assertThat(project.calls()).contains("job", "deploy");
    assertThat(project.call("release", "--force", "build 2").text()).contains("Nothing to do");

    project.set("args: [up]", "args: [up]\n      env: {GREETING: hello}");
    assertThat(project.call("release").exit()).isZero();
    assertThat(project.calls()).contains("job", "deploy");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void releasesAgainWhatSomebodyElseHasReplaced() throws Exception {
    project.call("release");
    project.write("serving", "by-hand\n");
    project.calls();

    assertThat(project.call("release").exit()).isZero();

    assertThat(project.calls()).contains("deploy", "traffic");
    assertThat(project.read("serving")).isNotEqualTo("by-hand");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void anotherImageSupersedesAReleaseThatFailed() throws Exception {
    project.write("fault", "ready:fail");
    assertThat(project.call("release").exit()).isEqualTo(7);
    project.delete("fault");

    assertThat(project.call("release", "--image", "registry.example.com/shop:2").exit()).isZero();

    assertThat(project.query("SELECT outcome FROM lockkeeper.release ORDER BY started_at"))
        .containsExactly("superseded", "succeeded");
  }

  @Test
  void aSecondReleaseOfTheSameServiceWaitsAndIsRefused() throws Exception {
    project.write("fault", "before:hang");
    ToolProcess first = project.start("release");
    waitFor("before");

    ReleaseProject.Answer second = project.call("release");
    first.process().destroy();

    assertThat(second.exit()).as(second.text()).isEqualTo(4);
    assertThat(second.text()).contains("another release of shop was under way", "pid ");
    assertThat(first.exitCode()).as(first.text()).isEqualTo(143);
    project.delete("fault");
    assertThat(project.call("release").exit()).isZero();
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void servicesOfOneDatabaseAreReleasedSideBySide() throws Exception {
    String shop = project.read("lockkeeper.yaml");
    String second = shop.substring(shop.indexOf("  shop:")).replace("  shop:", "  cart:");
    project.write("lockkeeper.yaml", shop + "\n" + second + "\n");
    project.write("fault", "before:hang");
    ToolProcess first = project.start("release", "shop");
    waitFor("before");
    project.delete("fault");

    ReleaseProject.Answer other = project.call("release", "cart");
    ReleaseProject.Answer none = project.call("release");
    first.process().destroy();

    assertThat(other.exit()).as(other.text()).isZero();
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.text()).contains("several services", "shop, cart");
    assertThat(first.exitCode()).isEqualTo(143);
  }

  @Test
  void goesOnWhenItsConnectionIsCut() throws Exception {
    project.write("fault", "job:slow");
    ToolProcess gate = project.start("release");
    waitFor("job");
    project.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid ="
            + " 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

    assertThat(gate.exitCode()).as(gate.text()).isZero();
    assertThat(project.query("SELECT outcome FROM lockkeeper.release"))
        .containsExactly("succeeded");
  }

  @Test
  void givesTheTrafficBackAndThenTheDatabase() throws Exception {
    project.call("release");
    project.calls();

    ReleaseProject.Answer back = project.call("release", "rollback");
    assertThat(back.exit()).as(back.text()).isZero();
    assertThat(project.read("serving")).isEqualTo(ReleaseProject.OLD);
    assertThat(project.query(NOTE)).as("the database is left as it is").containsExactly("1");
    assertThat(project.calls()).containsExactly("traffic");

    ReleaseProject.Answer both = project.call("release", "rollback", "--database");
    assertThat(both.exit()).as(both.text()).isZero();
    assertThat(project.query("SELECT to_regclass('orders') IS NULL")).containsExactly("t");
    ReleaseProject.Answer verified =
        project.call("release", "verify", "--image", ReleaseProject.IMAGE);
    assertThat(verified.exit()).isEqualTo(3);
    assertThat(verified.text()).contains("undone since run", "20260101000000");
  }

  @Test
  void doesNotGiveTrafficToARevisionWhoseSchemaIsGone() throws Exception {
    project.set("post: false", "post: true");
    assertThat(project.call("release").exit()).isZero();
    String serving = project.read("serving");

    ReleaseProject.Answer refused = project.call("release", "rollback");
    assertThat(refused.exit()).as(refused.text()).isEqualTo(3);
    assertThat(refused.text()).contains("phase post", "lockkeeper down");
    assertThat(project.read("serving")).isEqualTo(serving);

    assertThat(project.call("down").exit()).isZero();
    assertThat(project.call("release", "rollback").exit()).isZero();
    assertThat(project.read("serving")).isEqualTo(ReleaseProject.OLD);
  }

  @Test
  void keepsTheDatabaseBeforeItIsChanged() throws Exception {
    project.write(
        "bin/pg_dump",
        "#!/bin/sh\necho $PGHOST $PGUSER $PGDATABASE >asked\n"
            + "[ -n \"$PGPASSWORD\" ] || exit 9\nfor word; do last=${word#--file=}; done\n"
            + "echo dump >\"$last\"\n");
    assertThat(folder.resolve("bin/pg_dump").toFile().setExecutable(true)).isTrue();
    project.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    project.set("post: false", "post: false\n    backup: {kind: pg_dump, dir: kept}");

    ReleaseProject.Answer answer = project.call("release");

    assertThat(answer.exit()).as(answer.text()).isZero();
    String made =
        project.query("SELECT value FROM lockkeeper.release_event WHERE name = 'backup'").get(0);
    assertThat(Path.of(made)).hasContent("dump").startsWith(folder.resolve("kept"));
    assertThat(project.read("asked")).startsWith("127.0.0.1 postgres ");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void aBackupThatFailsKeepsTheGateClosed() throws Exception {
    project.write("bin/pg_dump", "#!/bin/sh\nexit 1\n");
    assertThat(folder.resolve("bin/pg_dump").toFile().setExecutable(true)).isTrue();
    project.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    project.set("post: false", "post: false\n    backup: pg_dump");

    ReleaseProject.Answer answer = project.call("release");

    assertThat(answer.exit()).as(answer.text()).isEqualTo(7);
    assertThat(project.calls()).doesNotContain("job", "deploy");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void provesWhatSomebodyElseHasMigratedWhereThereIsNoJob() throws Exception {
    project.set("command: [./platform, job]", "enabled: false");
    assertThat(project.call("release").exit()).isEqualTo(3);
    assertThat(project.calls()).doesNotContain("deploy");

    project.environment().put("LOCKKEEPER_IMAGE", ReleaseProject.IMAGE);
    project.call("up");

    assertThat(project.call("release").exit()).isZero();
    assertThat(project.calls()).contains("deploy").doesNotContain("job");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void showsItsStepsAndChangesNothing() throws Exception {
    ReleaseProject.Answer steps = project.call("release", "--dry-run");

    assertThat(steps.exit()).isZero();
    assertThat(steps.text()).contains("migrate", "look into the ledger", "50 %, 100 %");
    assertThat(project.calls()).isEmpty();
    assertThat(project.query("SELECT to_regclass('lockkeeper.release') IS NULL"))
        .containsExactly("t");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void aReleaseDoesNotMakeADatabaseLookMigrated() throws Exception {
    project.execute("CREATE TABLE somebody_elses (id integer)");

    ReleaseProject.Answer refused = project.call("release");

    assertThat(refused.exit()).as(refused.text()).isEqualTo(3);
    assertThat(refused.text()).contains("has 1 table and no ledger");
    assertThat(project.read("serving")).isEqualTo(ReleaseProject.OLD);
  }

  @Test
  void namesWhatIsWrongInTheCallItself() throws Exception {
    for (List<String> words :
        List.of(
            List.of("release", "nothing", "shop"),
            List.of("release", "verify"),
            List.of("release", "status", "--force", "x"),
            List.of("release", "unknown"),
            List.of("release", "--image", "not an image"),
            List.of("release", "rollback"))) {
      ReleaseProject.Answer answer = project.call(words.toArray(String[]::new));
      assertThat(answer.exit()).as(words + answer.text()).isEqualTo(2);
      assertThat(answer.text()).contains("next:");
    }
    project.set("    image: registry.example.com/shop:1\n", "");
    ReleaseProject.Answer without = project.call("release");
    assertThat(without.exit()).isEqualTo(2);
    assertThat(without.text()).contains("no image is named for shop", "lockkeeper.yaml:");
    assertThat(project.read("serving")).isEqualTo(ReleaseProject.OLD);
  }

  private void waitFor(String step) throws Exception {
    for (int i = 0; i < 600 && !isCalled(step); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(isCalled(step)).as(step).isTrue();
  }

  private boolean isCalled(String step) throws Exception {
    return project.read("calls").lines().anyMatch(line -> line.split(" ")[0].equals(step));
  }
}
