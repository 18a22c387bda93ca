package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.failure.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The contract of the JSON documents: one per command, with the fields that programs rely on. */
final class JsonContract {
  private static final List<String> RUNS =
      List.of("up", "migrate", "latest", "down", "rollback", "resume", "mark", "seed");

  private JsonContract() {}

  /** Fails unless the output is one document that keeps the contract of the command. */
  static void check(List<String> words, String output, int exit) {
    Map<String, Object> document = read(output);
    String outcome = String.valueOf(document.get("outcome"));
    int expected =
        Arrays.stream(Outcome.values())
            .filter(o -> o.id().equals(outcome))
            .findFirst()
            .orElseThrow(() -> new AssertionError("outcome " + outcome))
            .exitCode();
    assertThat(exit).as("exit code of outcome %s", outcome).isEqualTo(expected);
    if (document.containsKey("error")) {
      assertThat(exit).isNotZero();
      error(map(document.get("error")));
      if (document.containsKey("runId")) {
        run(document);
      }
      return;
    }
    assertThat(List.of("failed-clean", "failed-partial", "locked", "unreachable", "interrupted"))
        .doesNotContain(outcome);
    fields(words, document);
  }

  private static void fields(List<String> words, Map<String, Object> document) {
    if (words.contains("adopt")) {
      texts(document, "action", "source");
      numbers(document, "present");
      each(document, "migrations", row -> texts(row, "version", "name"));
    } else if (words.contains("plan") || words.contains("--dry-run")) {
      assertThat(document.get("problems")).isInstanceOf(List.class);
      each(document, "steps", JsonContract::step);
    } else if (words.stream().anyMatch(RUNS::contains)) {
      run(document);
    } else if (words.contains("status")) {
      each(document, "migrations", JsonContract::status);
      assertThat(map(document.get("summary")))
          .containsOnlyKeys("applied", "pending", "failed", "missing", "changed")
          .allSatisfy((key, value) -> assertThat(value).isInstanceOf(Number.class));
    } else if (words.contains("verify")) {
      each(document, "findings", JsonContract::finding);
    } else if (words.contains("history")) {
      each(document, "runs", JsonContract::past);
    } else {
      assertThat(document.get("files")).isInstanceOf(List.class);
    }
  }

  private static void run(Map<String, Object> document) {
    assertThat(document.get("runId")).asString().hasSize(36);
    assertThat(document).containsKeys("action", "batch", "outcome");
    each(
        document,
        "migrations",
        row -> {
          texts(row, "version", "name", "outcome");
          numbers(row, "durationMs", "statements");
        });
  }

  private static void status(Map<String, Object> row) {
    texts(row, "version", "name", "phase", "state");
    assertThat(row.get("reversible")).isInstanceOf(Boolean.class);
    if (row.containsKey("adoptedFrom")) {
      texts(row, "adoptedFrom");
    } else if (!"pending".equals(row.get("state"))) {
      texts(row, "appliedAt");
      numbers(row, "batch", "durationMs");
    }
  }

  private static void step(Map<String, Object> row) {
    texts(row, "version", "name", "direction", "phase");
    assertThat(row.get("transactional")).isInstanceOf(Boolean.class);
    assertThat(row.get("statements")).isInstanceOf(List.class);
  }

  private static void finding(Map<String, Object> row) {
    texts(row, "rule", "severity", "message");
    assertThat(row.get("severity")).isIn("danger", "warning", "info");
    assertThat(row.get("observed")).isInstanceOf(Map.class);
  }

  private static void past(Map<String, Object> row) {
    texts(row, "runId", "action", "actor", "startedAt", "outcome");
    assertThat(row).containsKey("finishedAt");
    assertThat(row.get("migrations")).isInstanceOf(List.class);
  }

  private static void error(Map<String, Object> error) {
    texts(error, "code", "message");
    assertThat(error.keySet())
        .isSubsetOf(
            "code",
            "sqlState",
            "message",
            "file",
            "line",
            "column",
            "statement",
            "databaseState",
            "hint");
  }

  private interface Check {
    void of(Map<String, Object> row);
  }

  private static void each(Map<String, Object> document, String key, Check check) {
    assertThat(document.get(key)).as(key).isInstanceOf(List.class);
    for (Object row : (List<?>) Objects.requireNonNull(document.get(key))) {
      check.of(map(row));
    }
  }

  private static void texts(Map<String, Object> row, String... keys) {
    for (String key : keys) {
      assertThat(row.get(key)).as(key + " of " + row).isInstanceOf(String.class);
    }
  }

  private static void numbers(Map<String, Object> row, String... keys) {
    for (String key : keys) {
      assertThat(row.get(key)).as(key + " of " + row).isInstanceOf(Number.class);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
    assertThat(value).isInstanceOf(Map.class);
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static Map<String, Object> read(String output) {
    try {
      return JSON.std.with(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS).mapFrom(output);
    } catch (IOException e) {
      throw new UncheckedIOException("not one JSON document:\n" + output, e);
    }
  }
}
