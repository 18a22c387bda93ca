package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The environment variables of the process and, behind them, those of the project's {@code .env}.
 * An empty variable counts as not set. Immutable.
 */
final class Variables {
  static final String DOTENV = ".env";

  private static final int LARGEST_DOTENV = 1024 * 1024;
  private static final int LARGEST_SECRET = 64 * 1024;
  private static final List<String> DEPLOYED =
      List.of("CI", "K_SERVICE", "CLOUD_RUN_JOB", "KUBERNETES_SERVICE_HOST");

  private final Path folder;
  private final List<Layer> layers;
  private final Optional<Origin> dotenvNote;
  private final SecretReader secrets;

  private record Layer(String label, Map<String, String> values) {
    Optional<String> get(String name) {
      return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private Variables(
      Path folder, List<Layer> layers, Optional<Origin> dotenvNote, SecretReader secrets) {
    this.folder = folder;
    this.layers = layers;
    this.dotenvNote = dotenvNote;
    this.secrets = secrets;
  }

  /** The given environment, with the {@code .env} of the folder unless this is a deployed run. */
  static Variables of(Map<String, String> environment, Path folder, SecretReader secrets) {
    Layer process = new Layer("environment", Map.copyOf(environment));
    Path dotenv = folder.resolve(DOTENV);
    if (!Files.isRegularFile(dotenv)) {
      return new Variables(folder, List.of(process), Optional.empty(), secrets);
    }
    Optional<String> deployed = DEPLOYED.stream().filter(name -> isOn(process, name)).findFirst();
    if (deployed.isPresent()) {
      Origin note =
          new Origin("local variables", DOTENV, "not read, because " + deployed.get() + " is set");
      return new Variables(folder, List.of(process), Optional.of(note), secrets);
    }
    Map<String, String> local =
        Dotenv.parse(SmallFile.read(dotenv, DOTENV, LARGEST_DOTENV), DOTENV);
    Origin note = new Origin("local variables", DOTENV, local.size() + " read");
    return new Variables(
        folder, List.of(process, new Layer(DOTENV, local)), Optional.of(note), secrets);
  }

  /** These variables, over weaker ones from places that the keys name. */
  Variables over(Map<String, Map<String, String>> weaker) {
    List<Layer> all = new ArrayList<>(layers);
    weaker.forEach((label, values) -> all.add(new Layer(label, values)));
    return new Variables(folder, all, dotenvNote, secrets);
  }

  /** What was done with {@code .env}, if there is one. */
  Optional<Origin> dotenvNote() {
    return dotenvNote;
  }

  /** Every variable as it stands, an empty one included; for scripts that name them. */
  Map<String, String> all() {
    Map<String, String> all = new HashMap<>();
    for (int weakestFirst = layers.size() - 1; weakestFirst >= 0; weakestFirst--) {
      all.putAll(layers.get(weakestFirst).values());
    }
    return all;
  }

  /** What reads the secrets to which variables refer. */
  SecretReader secrets() {
    return secrets;
  }

  /** Where a variable, or the one for its file, is set; nothing is read for it. */
  Optional<String> origin(String name) {
    return layers.stream()
        .flatMap(
            layer ->
                Stream.of(name, name + "_FILE")
                    .filter(each -> layer.get(each).isPresent())
                    .map(each -> origin(each, layer)))
        .findFirst();
  }

  /** The value of a variable, or of the secret in a store that it names. */
  Optional<Sourced<Secret>> find(String name) {
    for (Layer layer : layers) {
      Optional<String> value = layer.get(name);
      if (value.isPresent()) {
        return value.map(text -> secrets.resolved(sourced(text, name, layer)));
      }
    }
    return Optional.empty();
  }

  /**
   * The value of a variable, or of the secret that it names, or the content of the file that {@code
   * NAME_FILE} names.
   *
   * @throws LockkeeperException if both are set, or the file cannot be read
   */
  Optional<Sourced<Secret>> findOrFile(String name) {
    String fileVariable = name + "_FILE";
    for (Layer layer : layers) {
      Optional<String> value = layer.get(name);
      Optional<String> file = layer.get(fileVariable);
      if (value.isPresent() && file.isPresent()) {
        throw LockkeeperException.because(
                ErrorCode.SETTINGS,
                name + " and " + fileVariable + " are both set (" + layer.label() + ")")
            .hint("Set one of the two.")
            .build();
      }
      if (value.isPresent()) {
        return value.map(text -> secrets.resolvedWithFiles(sourced(text, name, layer)));
      }
      if (file.isPresent()) {
        return file.map(
            path ->
                new Sourced<>(Secret.of(content(path, fileVariable)), origin(fileVariable, layer)));
      }
    }
    return Optional.empty();
  }

  /** The path that a variable holds, relative to the project folder. */
  Optional<Path> findPath(String name) {
    return find(name).map(found -> folder.resolve(found.value().reveal()));
  }

  private String content(String path, String variable) {
    String text =
        SmallFile.read(
            folder.resolve(path), "the file that " + variable + " names, " + path, LARGEST_SECRET);
    String value = text.replaceFirst("[\\r\\n]+$", "");
    if (value.isBlank()) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, "the file that " + variable + " names is empty: " + path)
          .hint("Write the value into the file, or unset " + variable + ".")
          .build();
    }
    return value;
  }

  private static Sourced<Secret> sourced(String text, String name, Layer layer) {
    return new Sourced<>(Secret.of(text), origin(name, layer));
  }

  private static String origin(String name, Layer layer) {
    return name + " (" + layer.label() + ")";
  }

  private static boolean isOn(Layer process, String name) {
    return process
        .get(name)
        .filter(value -> !value.equals("false") && !value.equals("0"))
        .isPresent();
  }
}
