package dev.lockkeeper.cli;

import dev.lockkeeper.ToolVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"lockkeeper " + ToolVersion.get()};
  }
}
