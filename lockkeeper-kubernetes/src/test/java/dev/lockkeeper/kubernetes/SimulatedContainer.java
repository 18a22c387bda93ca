package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container's program as a process of this machine, with the variables that it would have. */
final class SimulatedContainer {
  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^)]*)\\))");

  /** A Secret or an entry of one that is named and not there. */
  static final class MissingSecret extends Exception {
    private static final long serialVersionUID = 1L;

    MissingSecret(String message) {
      super(message);
    }
  }

  private final Process process;
  private final Thread reader;

  private SimulatedContainer(Process process, Thread reader) {
    this.process = process;
    this.reader = reader;
  }

  static SimulatedContainer start(
      Container container,
      SimulatedImages.Image image,
      KubernetesClient client,
      String namespace,
      java.util.function.BiConsumer<Instant, String> output)
      throws IOException, MissingSecret {
    Map<String, String> variables = variables(container, client, namespace);
    List<String> words = new ArrayList<>();
    List<String> command = container.getCommand();
    words.addAll(command == null || command.isEmpty() ? image.entryPoint() : command);
    words.addAll(container.getArgs());
    ProcessBuilder builder =
        new ProcessBuilder(words.stream().map(word -> expand(word, variables)).toList());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "JAVA_HOME"));
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    Thread reader = new Thread(() -> read(process, output), "container-output");
    reader.setDaemon(true);
    reader.start();
    return new SimulatedContainer(process, reader);
  }

  /** Its exit code, as soon as it has ended and all that it printed is kept. */
  Optional<Integer> exitCode() {
    return process.isAlive() || reader.isAlive()
        ? Optional.empty()
        : Optional.of(process.exitValue());
  }

  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void read(Process process, java.util.function.BiConsumer<Instant, String> output) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.accept(Instant.now(), line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> variables(
      Container container, KubernetesClient client, String namespace) throws MissingSecret {
    Map<String, String> variables = new HashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      Secret secret = secret(client, namespace, source.getSecretRef().getName());
      secret.getData().forEach((key, value) -> variables.put(key, decode(value)));
    }
    for (EnvVar variable : container.getEnv()) {
      if (variable.getValueFrom() == null) {
        String value = variable.getValue() == null ? "" : variable.getValue();
        variables.put(variable.getName(), expand(value, variables));
        continue;
      }
      var reference = variable.getValueFrom().getSecretKeyRef();
      Secret secret = secret(client, namespace, reference.getName());
      String value = secret.getData().get(reference.getKey());
      if (value == null) {
        throw new MissingSecret(
            "couldn't find key " + reference.getKey() + " in Secret " + reference.getName());
      }
      variables.put(variable.getName(), decode(value));
    }
    return variables;
  }

  private static Secret secret(KubernetesClient client, String namespace, String name)
      throws MissingSecret {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null) {
      throw new MissingSecret("secret \"" + name + "\" not found");
    }
    return secret;
  }

  private static String decode(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }

  /** Dependent variables: {@code $(NAME)} is replaced if it is known, {@code $$} is one dollar. */
  private static String expand(String text, Map<String, String> variables) {
    Matcher matcher = REFERENCE.matcher(text);
    return matcher.replaceAll(
        found ->
            Matcher.quoteReplacement(
                found.group(1) == null
                    ? "$"
                    : variables.getOrDefault(found.group(1), found.group())));
  }
}
