package dev.lockkeeper.cli.report;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.Origin;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.run.RunReport;
import java.io.PrintStream;
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

  /** An output of a form. */
  public Output(PrintStream out, PrintStream err, Form form) {
    this.out = out;
    this.err = err;
    this.form = form;
  }

  /**
   * How to print.
   *
   * @param json one JSON document instead of text
   * @param quiet results and errors only
   * @param verbose every statement and the origin of every setting
   * @param colour whether a terminal gets colours
   * @param cloud whether log lines are JSON in Cloud Run's form
   */
  public record Form(boolean json, boolean quiet, boolean verbose, boolean colour, boolean cloud) {

    /** Text or JSON, and nothing special. */
    public static Form of(boolean json) {
      return new Form(json, false, false, false, false);
    }

    /** The same, quiet if asked. */
    public Form quiet(boolean value) {
      return new Form(json, value, verbose, colour, cloud);
    }

    /** The same, verbose if asked. */
    public Form verbose(boolean value) {
      return new Form(json, quiet, value, colour, cloud);
    }

    /** The same, with colours if asked and if there is a terminal. */
    public Form coloured(boolean value) {
      return new Form(json, quiet, verbose, value && Terminal.isThere(), cloud);
    }

    /** The same, with Cloud Run's log lines where its environment variables stand. */
    public Form cloud(Map<String, String> environment) {
      boolean there =
          environment.containsKey("CLOUD_RUN_JOB") || environment.containsKey("K_SERVICE");
      return new Form(json, quiet, verbose, colour, there);
    }
  }

  /** How to print. */
  public Form form() {
    return form;
  }

  /** A line of the result. */
  public synchronized void line(String text) {
    if (form.cloud) {
      out.println(CloudLog.line("INFO", text));
    } else {
      out.println(text);
    }
  }

  /** The result as a JSON document. */
  public synchronized void document(Object document) {
    out.println(Json.text(document));
  }

  /** A line that says what goes on. */
  public synchronized void note(String text) {
    if (!form.quiet) {
      log("INFO", text);
    }
  }

  /** A line that somebody should read. */
  public synchronized void warning(String text) {
    log("WARNING", form.cloud ? text : "warning: " + text);
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
    if (form.cloud) {
      err.println(CloudLog.failure(failure));
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

  private void log(String severity, String text) {
    err.println(form.cloud ? CloudLog.line(severity, text) : text);
  }
}
