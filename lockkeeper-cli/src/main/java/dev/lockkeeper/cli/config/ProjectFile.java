package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.proxy.ProxySettings;
import dev.lockkeeper.settings.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The content of {@code lockkeeper.yaml}, which a project need not have. Unknown keys, keys set
 * twice and values of the wrong type are refused with file and line. Immutable.
 */
public final class ProjectFile {
  /** The file's name in the project folder. */
  public static final String NAME = "lockkeeper.yaml";

  private static final String OTHER_NAME = "lockkeeper.yml";
  private static final int LARGEST = 1024 * 1024;
  private static final String DEFAULT_ENVIRONMENT = "default";
  private static final Set<String> OWN_KEYS =
      Set.of(
          "project",
          "dirs",
          "dir",
          "classpath",
          "url",
          "proxy",
          "environment",
          "environments",
          "secrets");

  private final YamlSection root;
  private final Map<String, EnvironmentEntry> environments;
  private final RunSettings run;

  private ProjectFile(YamlSection root) {
    Set<String> known = new HashSet<>(OWN_KEYS);
    known.addAll(RunKey.NAMES_OF_ALL);
    root.allow(known);
    this.root = root;
    this.run = RunSettings.read(root);
    this.environments = environments(root);
  }

  /**
   * Reads the file of a project folder; without one, every value is absent.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the file is wrong
   */
  public static ProjectFile read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      if (Files.exists(folder.resolve(OTHER_NAME))) {
        throw LockkeeperException.because(
                ErrorCode.SETTINGS, "found " + OTHER_NAME + "; the settings file is " + NAME)
            .hint("Rename it to " + NAME + ".")
            .build();
      }
      return parse("");
    }
    return parse(SmallFile.read(file, NAME, LARGEST));
  }

  static ProjectFile parse(String text) {
    ProjectFile file =
        new ProjectFile(
            YamlDocument.read(text, NAME)
                .map(YamlValue::section)
                .orElseGet(() -> YamlDocument.read("{}", NAME).orElseThrow().section()));
    file.check();
    return file;
  }

  /** The name of the project, if the file gives one. */
  Optional<Sourced<String>> project() {
    return root.get("project").map(ProjectFile::sourcedText);
  }

  /** The migration folders, relative to the project folder. */
  Optional<Sourced<List<String>>> dirs() {
    return root.get("dirs")
        .map(ProjectFile::sourcedTexts)
        .or(
            () ->
                root.get("dir")
                    .map(value -> new Sourced<>(List.of(value.filledText()), value.source())));
  }

  /** Jars and folders with Java migrations, relative to the project folder. */
  Optional<Sourced<List<String>>> classpath() {
    return root.get("classpath").map(ProjectFile::sourcedTexts);
  }

  /**
   * The variables that are declared to be secrets.
   *
   * @param folder the project folder
   */
  DeclaredSecrets secrets(Path folder) {
    return root.get("secrets")
        .map(value -> DeclaredSecrets.read(value, folder))
        .orElse(DeclaredSecrets.NONE);
  }

  /** The name of the environment that is meant where none is asked for. */
  Sourced<String> defaultEnvironment() {
    return root.get("environment")
        .map(ProjectFile::sourcedText)
        .orElse(new Sourced<>(DEFAULT_ENVIRONMENT, "default"));
  }

  /** Whether an environment of this name may be asked for. */
  boolean hasEnvironment(String name) {
    return environments.containsKey(name) || name.equals(defaultEnvironment().value());
  }

  /** The names that {@link #hasEnvironment} knows. */
  Set<String> environmentNames() {
    Set<String> names = new HashSet<>(environments.keySet());
    names.add(defaultEnvironment().value());
    return names;
  }

  /**
   * What the file says about an environment, with the top-level {@code url} and {@code proxy} for
   * the default one. They are nobody else's: a proxy leads to one database only.
   */
  EnvironmentEntry environment(String name) {
    EnvironmentEntry entry = environments.getOrDefault(name, EnvironmentEntry.EMPTY);
    Optional<Sourced<Secret>> url = entry.url();
    Optional<Sourced<ProxySettings>> proxy = entry.proxy();
    if (name.equals(defaultEnvironment().value())) {
      url = url.or(this::url);
      proxy = proxy.or(this::proxy);
    }
    return new EnvironmentEntry(url, proxy, entry.isProtected(), run.overlaidBy(entry.run()));
  }

  private Optional<Sourced<Secret>> url() {
    return root.get("url").map(EnvironmentEntry::url);
  }

  private Optional<Sourced<ProxySettings>> proxy() {
    return root.get("proxy").map(ProxySection::read);
  }

  private void check() {
    project();
    dirs();
    classpath();
    url();
    proxy();
    if (root.get("dir").isPresent() && root.get("dirs").isPresent()) {
      throw root.required("dir").failure("dir and dirs are both set; keep one of them");
    }
    Sourced<String> standard = defaultEnvironment();
    EnvironmentEntry described =
        environments.getOrDefault(standard.value(), EnvironmentEntry.EMPTY);
    requireOne("url", "addresses", url(), described.url());
    requireOne("proxy", "proxies", proxy(), described.proxy());
  }

  private <T> void requireOne(
      String key, String things, Optional<Sourced<T>> top, Optional<Sourced<T>> described) {
    if (top.isPresent() && described.isPresent()) {
      throw root.required(key)
          .failure(
              "the environment "
                  + defaultEnvironment().value()
                  + " has two "
                  + things
                  + ": this "
                  + key
                  + " and the one at "
                  + described.get().source());
    }
  }

  private static Map<String, EnvironmentEntry> environments(YamlSection root) {
    Map<String, EnvironmentEntry> entries = new LinkedHashMap<>();
    Optional<YamlValue> value = root.get("environments");
    if (value.isPresent()) {
      YamlSection section = value.get().section();
      for (String name : section.keys()) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")) {
          throw LockkeeperException.because(
                  ErrorCode.SETTINGS, "\"" + name + "\" is no name for an environment")
              .at(section.place(name))
              .hint("Use letters, digits, dots, - and _.")
              .build();
        }
        Optional<YamlSection> entry = section.get(name).map(YamlValue::section);
        entries.put(name, entry.map(EnvironmentEntry::read).orElse(EnvironmentEntry.EMPTY));
      }
    }
    return entries;
  }

  private static Sourced<String> sourcedText(YamlValue value) {
    return new Sourced<>(value.filledText(), value.source());
  }

  private static Sourced<List<String>> sourcedTexts(YamlValue value) {
    List<YamlValue> elements = value.list();
    if (elements.isEmpty()) {
      throw value.expected("a list that is not empty");
    }
    return new Sourced<>(elements.stream().map(YamlValue::filledText).toList(), value.source());
  }
}
