package dev.lockkeeper.cli.config;

import dev.lockkeeper.guard.proxy.ProxySettings;
import dev.lockkeeper.settings.Secret;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One environment of {@code lockkeeper.yaml}.
 *
 * @param url its database, with references to variables still in it
 * @param proxy how to start the proxy through which its database is reached
 * @param isProtected whether destructive commands need a confirmation there
 * @param run the run settings that differ there
 */
record EnvironmentEntry(
    Optional<Sourced<Secret>> url,
    Optional<Sourced<ProxySettings>> proxy,
    boolean isProtected,
    RunSettings run) {
  /** An environment that the file does not describe. */
  static final EnvironmentEntry EMPTY =
      new EnvironmentEntry(Optional.empty(), Optional.empty(), false, RunSettings.NONE);

  static EnvironmentEntry read(YamlSection section) {
    Set<String> known = new HashSet<>(RunKey.NAMES_OF_ALL);
    known.add("url");
    known.add("proxy");
    known.add("protected");
    section.allow(known);
    return new EnvironmentEntry(
        section.get("url").map(EnvironmentEntry::url),
        section.get("proxy").map(ProxySection::read),
        section.get("protected").map(YamlValue::bool).orElse(false),
        RunSettings.read(section));
  }

  static Sourced<Secret> url(YamlValue value) {
    return new Sourced<>(Secret.of(value.filledText()), value.source());
  }
}
