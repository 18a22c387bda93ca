package dev.lockkeeper.cli.config;

import dev.lockkeeper.release.settings.CloudRunSettings;
import dev.lockkeeper.release.settings.CommandSettings;
import dev.lockkeeper.release.settings.KubernetesSettings;
import dev.lockkeeper.release.settings.PlatformSettings;
import java.util.List;
import java.util.Optional;

/** Reads the section of a service that says where it runs. */
final class PlatformSection {
  private static final List<String> PLATFORMS = List.of("command", "cloud-run", "kubernetes");
  private static final List<String> COMMAND_KEYS =
      List.of("serving", "deploy", "ready", "traffic", "drained", "timeout");
  private static final List<String> CLOUD_RUN_KEYS =
      List.of("project", "region", "service", "cloud-sql", "service-account", "network");
  private static final List<String> NETWORK_KEYS =
      List.of("connector", "network", "subnetwork", "tags", "all-traffic");
  private static final List<String> KUBERNETES_KEYS =
      List.of("context", "namespace", "deployment", "container", "service-account", "secrets");

  private PlatformSection() {}

  static PlatformSettings read(
      String service, FilledSection section, YamlValue value, Variables variables) {
    List<String> named =
        PLATFORMS.stream().filter(platform -> section.get(platform).isPresent()).toList();
    if (named.size() != 1) {
      throw value.failure(
          "the service "
              + service
              + (named.isEmpty() ? " names no platform" : " names " + String.join(" and ", named))
              + "; it needs one of "
              + String.join(", ", PLATFORMS));
    }
    YamlValue platform = section.required(named.get(0));
    return switch (named.get(0)) {
      case "command" -> command(new FilledSection(platform, variables, COMMAND_KEYS), platform);
      case "cloud-run" ->
          cloudRun(service, new FilledSection(platform, variables, CLOUD_RUN_KEYS), variables);
      default -> kubernetes(service, new FilledSection(platform, variables, KUBERNETES_KEYS));
    };
  }

  private static CommandSettings command(FilledSection section, YamlValue value) {
    CommandSettings settings =
        new CommandSettings(
            section.words("serving"),
            section.words(section.required("deploy")),
            section.words("ready"),
            section.words("traffic"),
            section.words("drained"),
            section
                .get("timeout")
                .map(YamlValue::positiveDuration)
                .orElse(CommandSettings.TIMEOUT));
    if (!settings.traffic().isEmpty() && settings.serving().isEmpty()) {
      throw value.failure(
          "with traffic, serving is needed: it says to whom the traffic goes back when something"
              + " fails");
    }
    return settings;
  }

  private static CloudRunSettings cloudRun(
      String service, FilledSection section, Variables variables) {
    return new CloudRunSettings(
        section.requiredText("project"),
        section.requiredText("region"),
        section.text("service").orElse(service),
        section.texts("cloud-sql"),
        section.text("service-account"),
        section.get("network").map(each -> network(each, variables)));
  }

  private static CloudRunSettings.Network network(YamlValue value, Variables variables) {
    FilledSection section = new FilledSection(value, variables, NETWORK_KEYS);
    Optional<String> connector = section.text("connector");
    Optional<String> network = section.text("network");
    if (connector.isPresent() == (network.isPresent() || section.text("subnetwork").isPresent())) {
      throw value.expected("either connector, or network and subnetwork");
    }
    return new CloudRunSettings.Network(
        connector,
        network,
        section.text("subnetwork"),
        section.texts("tags"),
        section.get("all-traffic").map(YamlValue::bool).orElse(false));
  }

  private static KubernetesSettings kubernetes(String service, FilledSection section) {
    return new KubernetesSettings(
        section.text("context"),
        section.text("namespace").orElse("default"),
        section.text("deployment").orElse(service),
        section.text("container"),
        section.text("service-account"),
        section.texts("secrets"));
  }
}
