package dev.lockkeeper;

/** The version of this library. */
public final class ToolVersion {
  private ToolVersion() {}

  /** The version that the jar's manifest names; {@code development} outside a jar. */
  public static String get() {
    String version = ToolVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
