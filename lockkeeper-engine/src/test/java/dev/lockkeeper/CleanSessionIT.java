package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.source.DiskFolder;
import dev.lockkeeper.source.ScriptFile;
import dev.lockkeeper.source.ScriptFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A migration starts clean and leaves nothing behind, however it is sent. */
class CleanSessionIT {
  private static final String HOSTILE =
      """
      SET SESSION AUTHORIZATION %1$s;
      RESET SESSION AUTHORIZATION;
      SET ROLE pg_monitor;
      RESET ROLE;
      SELECT set_config('search_path', '', false);
      SET standard_conforming_strings TO off;
      CREATE TABLE public.q%2$d (s text DEFAULT 'it\\'s');
      CREATE TEMPORARY TABLE left_over (n int);
      SET IntervalStyle TO sql_standard;
      SET TIME ZONE 'Asia/Tokyo';
      SET lock_timeout TO '7s';
      SET ROLE pg_monitor;
      """;
  private static final String LOOK =
      """
      CREATE TABLE look%d AS SELECT current_user AS u, session_user AS s,
        current_setting('search_path') AS p, current_setting('standard_conforming_strings') AS c,
        current_setting('IntervalStyle') AS d, to_regclass('pg_temp.left_over') IS NULL AS t,
        'a\\b' AS b;
      """;

  @TempDir Path path;

  private void check(Scene scene, Lockkeeper lockkeeper, int pairs) {
    String role = TempPostgres.shared().newRole();
    for (int i = 1; i <= pairs; i++) {
      scene.folder().file(2 * i + "_hostile.up.sql", HOSTILE.formatted(role, i));
      scene.folder().file(2 * i + 1 + "_look.up.sql", LOOK.formatted(i));
    }
    assertThat(lockkeeper.up().migrations()).hasSize(2 * pairs);
    String style = scene.value("SHOW IntervalStyle");
    for (int i = 1; i <= pairs; i++) {
      assertThat(scene.rows("SELECT * FROM look" + i))
          .containsExactly("postgres|postgres|\"$user\", public|on|" + style + "|t|a\\b");
    }
    assertThat(scene.value("SELECT count(DISTINCT checksum) FROM lockkeeper.script"))
        .isEqualTo("" + 2 * pairs);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void overAnAddress(int pairs) {
    Scene scene = new Scene(path);
    check(scene, scene.lockkeeper(), pairs);
  }

  @Test
  void overADataSource() {
    Scene scene = new Scene(path);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(TempPostgres.shared().jdbcUrl(scene.database()));
    check(scene, scene.builder().dataSource(source).build(), 2);
  }

  /** The server ends a session of ours that is silent for longer than the idle timeout. */
  @Test
  void theSessionOutlivesASlowFolder() {
    Scene scene = new Scene(path);
    scene.folder().file("1_a.up.sql", "CREATE TABLE a (n int);");
    ScriptFolder disk = new DiskFolder(path, "m");
    ScriptFolder slow =
        new ScriptFolder() {
          @Override
          public String display() {
            return disk.display();
          }

          @Override
          public List<ScriptFile> files() {
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            return disk.files();
          }
        };
    Timing quick = Scene.QUICK;
    Timing impatient =
        new Timing(
            quick.lockTimeout(),
            quick.lockBudget(),
            quick.retryPause(),
            quick.statementTimeout(),
            quick.connectTimeout(),
            Duration.ofSeconds(1),
            quick.watchInterval());
    Lockkeeper lockkeeper =
        Lockkeeper.builder()
            .address(scene.address())
            .folder(slow)
            .settings(Settings.builder().timing(impatient).build())
            .build();
    assertThat(lockkeeper.up().migrations()).hasSize(1);
  }
}
