package dev.lockkeeper.cli.doctor;

import java.util.Locale;

/** How much a diagnosis matters. */
public enum Severity {
  /** A check that found everything in order. */
  OK,
  /** Good to know; nothing to do. */
  INFO,
  /** Works today, and will hurt one day. */
  WARNING,
  /** Does not work, or leaks something. */
  PROBLEM;

  /** The name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
