package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a build file of Cloud Build says of secrets: {@code availableSecrets.secretManager[]} with
 * {@code versionName} and {@code env}, and the {@code substitutions} that may stand in a version's
 * name.
 *
 * @param name the file, relative to the project folder
 * @param references by the names of variables, with substitutions still in them
 * @param substitutions the defaults of the file
 */
record BuildSecrets(
    String name, Map<String, String> references, Map<String, String> substitutions) {
  private static final int LARGEST = 1024 * 1024;
  private static final Pattern SUBSTITUTION =
      Pattern.compile("\\$(?:([A-Z_][A-Z0-9_]*)|\\{([A-Z_][A-Z0-9_]*)\\})");

  static BuildSecrets read(Path folder, String name) {
    Optional<YamlSection> root =
        YamlDocument.read(SmallFile.read(folder.resolve(name), name, LARGEST), name)
            .map(YamlValue::section);
    List<YamlValue> entries =
        root.flatMap(file -> file.get("availableSecrets"))
            .flatMap(value -> value.section().get("secretManager"))
            .map(YamlValue::list)
            .orElse(List.of());
    Map<String, String> references = new LinkedHashMap<>();
    for (YamlValue entry : entries) {
      YamlSection section = entry.section();
      references.put(
          section.required("env").filledText(),
          SecretReference.SCHEME + section.required("versionName").filledText().strip());
    }
    Map<String, String> substitutions = new LinkedHashMap<>();
    root.flatMap(file -> file.get("substitutions"))
        .map(YamlValue::section)
        .ifPresent(
            section ->
                section
                    .keys()
                    .forEach(
                        key ->
                            section
                                .get(key)
                                .ifPresent(value -> substitutions.put(key, value.text()))));
    return new BuildSecrets(name, references, substitutions);
  }

  /**
   * A reference with its substitutions filled in: from the environment, else from the file.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if one is known to neither
   */
  String filled(String reference, Map<String, String> environment) {
    Matcher matcher = SUBSTITUTION.matcher(reference);
    return matcher.replaceAll(
        match -> {
          String variable = match.group(1) == null ? match.group(2) : match.group(1);
          return Matcher.quoteReplacement(
              Optional.ofNullable(environment.get(variable))
                  .filter(text -> !text.isBlank())
                  .or(() -> Optional.ofNullable(substitutions.get(variable)))
                  .orElseThrow(() -> unknown(variable)));
        });
  }

  private LockkeeperException unknown(String variable) {
    return LockkeeperException.because(
            ErrorCode.SETTINGS,
            name + " names a secret with $" + variable + ", which is not known here")
        .hint("Set " + variable + ", or write it into `substitutions` of " + name + ".")
        .build();
  }
}
