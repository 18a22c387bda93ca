package dev.lockkeeper.cli.template;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses files and fills in the name of the service. Immutable and thread-safe. */
public final class DeploymentFiles {
  private static final int LONGEST_NAME = 40;

  private final String service;

  /**
   * @param project the project's name, from which the service's is made: lower case, digits and
   *     hyphens, as Cloud Run and Kubernetes want it
   */
  public DeploymentFiles(String project) {
    this.service = serviceName(project);
  }

  /** The name that the files give to the service. */
  public String service() {
    return service;
  }

  /** The files for some kinds, each once. */
  public List<NewFile> of(List<DeploymentKind> kinds) {
    Set<String> names = new LinkedHashSet<>();
    kinds.forEach(kind -> names.addAll(kind.files()));
    List<NewFile> files = new ArrayList<>();
    for (String name : names) {
      files.add(new NewFile(name, filled(name)));
    }
    return List.copyOf(files);
  }

  /** What to add to {@code lockkeeper.yaml}: the service, as a comment to fill in. */
  public String settings(List<DeploymentKind> kinds) {
    return kinds.stream()
        .filter(DeploymentKind::isPlatform)
        .map(kind -> filled("services/" + kind.id() + ".yaml"))
        .collect(Collectors.joining());
  }

  private String filled(String name) {
    return TemplateText.read(name).replace("@service@", service);
  }

  private static String serviceName(String project) {
    String name =
        project.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+", "");
    String cut = name.substring(0, Math.min(name.length(), LONGEST_NAME)).replaceAll("-+$", "");
    return cut.isEmpty() ? "app" : cut;
  }
}
