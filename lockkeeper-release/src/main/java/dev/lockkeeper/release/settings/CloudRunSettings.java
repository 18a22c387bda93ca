package dev.lockkeeper.release.settings;

import java.util.List;
import java.util.Optional;

/**
 * A service of Cloud Run.
 *
 * @param project id or number of the Google Cloud project
 * @param region such as {@code europe-west1}
 * @param service the service's name there
 * @param cloudSql instances that the job gets as sockets, as {@code project:region:instance}
 * @param serviceAccount whose rights the job has; the platform's default account if left out
 * @param network how the job reaches a private network, if it does
 */
public record CloudRunSettings(
    String project,
    String region,
    String service,
    List<String> cloudSql,
    Optional<String> serviceAccount,
    Optional<Network> network)
    implements PlatformSettings {

  public CloudRunSettings {
    cloudSql = List.copyOf(cloudSql);
  }

  /**
   * The way into a private network: by a connector, or directly.
   *
   * @param connector name of a Serverless VPC Access connector
   * @param network for direct egress: the network
   * @param subnetwork for direct egress: the subnetwork
   * @param tags for direct egress: network tags
   * @param allTraffic whether everything goes that way, or private addresses only
   */
  public record Network(
      Optional<String> connector,
      Optional<String> network,
      Optional<String> subnetwork,
      List<String> tags,
      boolean allTraffic) {

    public Network {
      tags = List.copyOf(tags);
    }
  }

  @Override
  public String platform() {
    return "cloud-run";
  }
}
