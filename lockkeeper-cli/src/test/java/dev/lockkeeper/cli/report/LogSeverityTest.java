package dev.lockkeeper.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSeverityTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Applying orders.0001_initial... OK                              | INFO",
        "INFO  [alembic.runtime.migration] Running upgrade  -> ae1027    | INFO",
        "WARNING: the database is at another revision                    | WARNING",
        "2026-01-01 10:00:00 ERROR root: no such table                   | ERROR",
        "django.db.utils.ProgrammingError: relation \"x\" does not exist | ERROR",
        "java.lang.IllegalStateException: no                             | ERROR",
        "FATAL:  database \"x\" does not exist                           | CRITICAL",
        "PANIC:  could not write                                         | CRITICAL",
        "DEBUG sql: SELECT 1                                             | DEBUG",
        "errors are not expected here                                    | INFO",
        "create table INFORMATION                                        | INFO",
      })
  void aLineTellsBetweenItsFirstWords(String line, LogSeverity severity) {
    assertThat(LogSeverity.guessed(line)).isEqualTo(severity);
  }

  @Test
  void aWaitBecomesAWarning() {
    assertThat(LogSeverity.ofWait(Duration.ofSeconds(59))).isEqualTo(LogSeverity.NOTICE);
    assertThat(LogSeverity.ofWait(Duration.ofSeconds(60))).isEqualTo(LogSeverity.WARNING);
  }

  @Test
  void whatNeedsAPersonIsCritical() {
    assertThat(LogSeverity.ofFailure(Outcome.FAILED_PARTIAL)).isEqualTo(LogSeverity.CRITICAL);
    assertThat(LogSeverity.ofFailure(Outcome.FAILED_CLEAN)).isEqualTo(LogSeverity.ERROR);
  }
}
