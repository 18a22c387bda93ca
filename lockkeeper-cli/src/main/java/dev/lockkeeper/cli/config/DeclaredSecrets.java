package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that {@code secrets} in {@code lockkeeper.yaml} declares, for machines whose
 * environment does not have them: references of its own, and those of a build file.
 *
 * @param own references by the names of variables
 * @param build the build file, if one is named
 */
record DeclaredSecrets(Map<String, String> own, Optional<BuildSecrets> build) {
  /** None. */
  static final DeclaredSecrets NONE = new DeclaredSecrets(Map.of(), Optional.empty());

  private static final String FROM = "from";
  private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]*";

  static DeclaredSecrets read(YamlValue value, Path folder) {
    YamlSection section = value.section();
    Map<String, String> own = new LinkedHashMap<>();
    for (String name : section.keys()) {
      Optional<YamlValue> entry = section.get(name).filter(each -> !name.equals(FROM));
      if (!name.matches(VARIABLE)) {
        throw value.failure("\"" + name + "\" is no name for a variable");
      }
      entry.ifPresent(each -> own.put(name, reference(each)));
    }
    return new DeclaredSecrets(
        own, section.get(FROM).map(file -> BuildSecrets.read(folder, file.filledText())));
  }

  private static String reference(YamlValue value) {
    String text = value.filledText().strip();
    try {
      SecretReference.parse(text);
      return text;
    } catch (LockkeeperException e) {
      // Not the text, which may be the secret itself.
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, value.key() + " expects a reference to a secret")
          .at(value.place())
          .hint(e.hint().orElse(null))
          .build();
    }
  }

  /** The references of a layer by the names of its variables; the strongest layer first. */
  Map<String, Map<String, String>> layers() {
    Map<String, Map<String, String>> layers = new LinkedHashMap<>();
    layers.put(ProjectFile.NAME, own);
    build.ifPresent(file -> layers.put(file.name(), file.references()));
    return layers;
  }

  /** A reference with the build's variables filled in. */
  String filled(String reference, Map<String, String> environment) {
    return build
        .filter(file -> reference.contains("$"))
        .map(file -> file.filled(reference, environment))
        .orElse(reference);
  }
}
