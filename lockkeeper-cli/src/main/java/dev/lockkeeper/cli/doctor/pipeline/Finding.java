package dev.lockkeeper.cli.doctor.pipeline;

/**
 * Something wrong in a file. Holds names and lines of it, and never the value of a variable.
 *
 * @param id what kind of thing, as a stable name such as {@code pipeline.wait}
 * @param weight how much it matters
 * @param file the file
 * @param line the line, from 1
 * @param message what is wrong and what follows from it, without the place
 * @param fix what to write instead
 */
public record Finding(String id, Weight weight, String file, int line, String message, String fix) {

  /** How much a finding matters. */
  public enum Weight {
    /** A failed migration goes unseen, or the platform refuses the file. */
    PROBLEM,
    /** Works on good days. */
    WARNING,
    /** Good to know. */
    INFO
  }

  /** The place as editors understand it. */
  public String place() {
    return file + ":" + line;
  }
}
