package dev.lockkeeper.cli.report;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.Origin;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command prints. Results go to standard output, as text or as one JSON document; with JSON
 * everything else goes to standard error. Thread-safe.
 */
public final class Output {
  private final PrintStream out;
  private final PrintStream err;
  private final Form form;
  private final LogEntries entries;

  /**
   * An output of a form.
   *
   * @param environment the environment variables, which may tell of a trace
   */
  public Output(PrintStream out, PrintStream err, Form form, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.form = form;
    this.entries = new LogEntries(form.log, environment);
  }

  /**
   * How to print.
   *
   * @param json one JSON document instead of text
   * @param quiet results and errors only
   * @param verbose every statement and the origin of every setting
   * @param colour whether a terminal gets colours
   * @param log how lines are written that tell of the work
   */
  public record Form(boolean json, boolean quiet, boolean verbose, boolean colour, LogForm log) {

    /** Text or JSON, and nothing special. */
    public static Form of(boolean json) {
      return new Form(json, false, false, false, LogForm.TEXT);
    }

    /** The same, quiet if asked. */
    public Form quiet(boolean value) {
      return new Form(json, value, verbose, colour, log);
    }

    /** The same, verbose if asked. */
    public Form verbose(boolean value) {
      return new Form(json, quiet, value, colour, log);
    }

    /** The same, with colours if asked and if there is a terminal. */
    public Form coloured(boolean value) {
      return new Form(json, quiet, verbose, value && Terminal.isThere(), log);
    }

    /** The same, with lines of a form. */
    public Form log(LogForm value) {
      return new Form(json, quiet, verbose, colour, value);
    }
  }

  /** How to print. */
  public Form form() {
    return form;
  }

  /** A line of the result. */
  public synchronized void line(String text) {
    if (form.log.isStructured()) {
      out.println(entries.line(LogSeverity.INFO, text));
      out.flush();
    } else {
      out.println(text);
    }
  }

  /** The result as a JSON document. */
  public synchronized void document(Object document) {
    out.println(Json.text(document));
  }

  /** A line that says what goes on. */
  public void note(String text) {
    note(LogSeverity.INFO, text);
  }

  /** A line that says what goes on, and how much it matters where lines have a severity. */
  synchronized void note(LogSeverity severity, String text) {
    if (!form.quiet) {
      log(severity, text);
    }
  }

  /** A line that somebody should read. */
  public synchronized void warning(String text) {
    log(LogSeverity.WARNING, form.log.isStructured() ? text : "warning: " + text);
  }

  /**
   * A log entry; only for structured logs.
   *
   * @param version the migration that it is about
   * @param fields what else there is to say
   */
  synchronized void entry(
      LogSeverity severity, String message, Optional<String> version, Map<String, ?> fields) {
    entry(entries.line(severity, message, version, fields));
  }

  /** The first entry of a run, where the log is structured. */
  synchronized void begun(RunEvent.Started run) {
    if (form.log.isStructured()) {
      entry(
          entries.first(
              run.runId(),
              run.database(),
              run.action() + " begins on " + run.database(),
              fields(run)));
    }
  }

  private static Map<String, Object> fields(RunEvent.Started run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("action", run.action());
    fields.put("steps", run.steps());
    return fields;
  }

  /** The last entry of a run that has not failed, where the log is structured. */
  synchronized void ended(RunReport report) {
    if (form.log.isStructured()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("action", report.action());
      fields.put("outcome", report.outcome().id());
      fields.put("durationMs", report.durationMillis());
      fields.put("migrations", report.migrations().size());
      entry(
          entries.last(
              LogSeverity.INFO, report.action() + " has ended: " + report.outcome().id(), fields));
    }
  }

  /** With JSON, standard output is for the one document. */
  private void entry(String line) {
    PrintStream stream = form.json ? err : out;
    stream.println(line);
    stream.flush();
  }

  /** A word in green, where there are colours. */
  public String good(String text) {
    return form.colour ? "\u001B[32m" + text + "\u001B[0m" : text;
  }

  /** A word in red, where there are colours. */
  public String bad(String text) {
    return form.colour ? "\u001B[31m" + text + "\u001B[0m" : text;
  }

  /** A word in grey, where there are colours. */
  public String dim(String text) {
    return form.colour ? "\u001B[2m" + text + "\u001B[0m" : text;
  }

  /** Writes over the line of the cursor; only for terminals. */
  synchronized void transientLine(String text) {
    err.print("\r\u001B[2K" + text);
    err.flush();
  }

  /** Says where every setting came from, when asked to be verbose. */
  public void origins(Configuration configuration) {
    if (form.verbose) {
      configuration.database().stream()
          .flatMap(choice -> choice.origins().stream())
          .map(Origin::toString)
          .forEach(this::note);
      configuration.origins().stream().map(Origin::toString).forEach(this::note);
    }
  }

  /** Prints a failure; gives the exit code. */
  public synchronized int failure(LockkeeperException failure, Optional<RunReport> report) {
    if (form.json) {
      document(JsonDocuments.failure(failure, report));
    }
    if (form.log.isStructured()) {
      out.flush();
      err.println(entries.failure(failure));
    } else if (!form.json) {
      out.flush();
      err.println(ErrorText.of(failure, this));
    } else {
      err.println("error: " + failure.getMessage());
    }
    return failure.code().outcome().exitCode();
  }

  /** Prints a stack trace, when asked to be verbose. */
  public void trace(Exception e) {
    e.printStackTrace(err);
  }

  private void log(LogSeverity severity, String text) {
    err.println(form.log.isStructured() ? entries.line(severity, text) : text);
  }
}
