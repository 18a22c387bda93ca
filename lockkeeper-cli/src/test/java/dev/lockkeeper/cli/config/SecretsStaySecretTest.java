package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.LockkeeperException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A password is planted wherever one can stand, right and wrong, and must not be seen in anything
 * that can be printed.
 */
class SecretsStaySecretTest {
  private static final String MARK = "Zq7";
  private static final String SIGNS = "abcXYZ019-._~!$&'()*+,;=:@/?#[]%{}\\\"<>|^`";

  @TempDir Path temp;

  private interface Planting {
    void plant(TestProject project, String secret);
  }

  static List<Arguments> plantings() {
    return List.of(
        planting("--url, raw", (p, s) -> p.url("postgres://app:" + s + "@db/orders")),
        planting("--url, escaped", (p, s) -> p.url("postgres://app:" + escaped(s) + "@db/orders")),
        planting("--url, no URL", (p, s) -> p.url(s)),
        planting("--url, no database", (p, s) -> p.url("postgres://app:" + s + "@db")),
        planting("--url, other scheme", (p, s) -> p.url("mysql://app:" + s + "@db/orders")),
        planting("--url, secret manager", (p, s) -> p.url("sm://" + s)),
        planting("--url, parameter", (p, s) -> p.url("postgres://db/o?password=" + escaped(s))),
        planting("--url, key", (p, s) -> p.url("postgres://db/o?sslpassword=" + escaped(s))),
        planting("LOCKKEEPER_URL", (p, s) -> p.set("LOCKKEEPER_URL", "postgres://a:" + s + "@d/o")),
        planting(
            "DATABASE_URL against an environment",
            (p, s) ->
                p.env("prod")
                    .yaml("environments:", "  prod:", "    url: postgres://x/y")
                    .set("DATABASE_URL", "postgres://a:" + escaped(s) + "@d/o")),
        planting("DB_PASS", (p, s) -> p.setAll("DB_HOST=h DB_NAME=n DB_USER=u").set("DB_PASS", s)),
        planting(
            "DB_PASS against DB_PASSWORD",
            (p, s) ->
                p.setAll("DB_HOST=h DB_NAME=n").set("DB_PASS", s).set("DB_PASSWORD", s + "x")),
        planting(
            "PGPASSWORD", (p, s) -> p.set("DATABASE_URL", "postgres://a@d/o").set("PGPASSWORD", s)),
        planting(
            "password file",
            (p, s) ->
                p.set("DATABASE_URL", "postgres://a@d/o")
                    .file(
                        "home/.pgpass",
                        "*:*:*:*:" + s.replace("\\", "\\\\").replace(":", "\\:") + "\n")),
        planting(
            "variable's file",
            (p, s) ->
                p.file("secret", s).set("DB_PASS_FILE", "secret").setAll("DB_HOST=h DB_NAME=n")),
        planting(
            "dotenv",
            (p, s) ->
                p.file(".env", "DB_HOST=h\nDB_NAME=n\nDB_PASS='" + s.replace("'", "") + "'\n")),
        planting("dotenv, broken", (p, s) -> p.file(".env", "A=1\n: " + s + "\n")),
        planting("dotenv, quote", (p, s) -> p.file(".env", "A=\"" + s.replace("\"", "") + "\n")),
        planting("yaml", (p, s) -> p.yaml("url: 'postgres://a:" + escaped(s) + "@d/o'")),
        planting("yaml, unquoted", (p, s) -> p.yaml("url: postgres://a:" + s + "@d/o")),
        planting("yaml, no URL", (p, s) -> p.yaml("url: 'x" + s.replace("'", "") + "'")),
        planting("yaml, wrong type", (p, s) -> p.yaml("url: ['" + s.replace("'", "") + "']")),
        planting("yaml, unknown key", (p, s) -> p.yaml("password: '" + s.replace("'", "") + "'")),
        planting(
            "yaml, broken", (p, s) -> p.yaml("url: 'a", "  - " + s.replace("'", ""), "b: c: d")),
        planting("yaml, alias", (p, s) -> p.yaml("url: *" + s)),
        planting("yaml, tag", (p, s) -> p.yaml("url: !" + s + " x")),
        planting("yaml, anchor", (p, s) -> p.yaml("url: &" + s)),
        planting(
            "yaml, reference",
            (p, s) -> p.yaml("url: postgres://a:${SECRET}@d/o").set("SECRET", s)),
        planting(
            "yaml, reference as host",
            (p, s) -> p.yaml("url: postgres://${SECRET}@d").set("SECRET", s)),
        planting("yaml, whole reference", (p, s) -> p.yaml("url: ${SECRET}").set("SECRET", s)));
  }

  private static Arguments planting(String name, Planting planting) {
    return Arguments.of(name, planting);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plantings")
  void aPlantedPasswordIsNeverShown(String name, Planting planting) {
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 15; i++) {
      String secret = MARK + randomText(random) + MARK;
      TestProject project = new TestProject(temp.resolve("p" + i));
      assertThat(temp.resolve("p" + i).toFile().mkdirs()).isTrue();
      planting.plant(project, secret);
      assertThat(everythingShown(project)).as("planted %s", secret).doesNotContain(MARK);
    }
  }

  private static String everythingShown(TestProject project) {
    StringWriter shown = new StringWriter();
    shown.append(project.options().toString()).append(project.reader().toString());
    try {
      Configuration configuration = project.read();
      shown.append(configuration.toString());
      configuration.origins().forEach(origin -> shown.append(origin.toString()));
      DatabaseChoice database = configuration.database().orElseThrow();
      database.origins().forEach(origin -> shown.append(origin.toString()));
      database.warnings().forEach(shown::append);
      database.address().ifPresent(address -> shown.append(address.display()));
    } catch (LockkeeperException e) {
      e.printStackTrace(new PrintWriter(shown));
      shown.append(e.hint().orElse("")).append(e.place().map(Object::toString).orElse(""));
    }
    return shown.toString();
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
    }
    return text.toString();
  }
}
