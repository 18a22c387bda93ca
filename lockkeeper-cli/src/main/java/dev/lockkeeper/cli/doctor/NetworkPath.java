package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.settings.DatabaseAddress;
import java.util.regex.Pattern;

/** The ways to a database that cannot be reached, by what its address looks like. */
final class NetworkPath {
  private static final Pattern PRIVATE_HOST =
      Pattern.compile("10\\..*|192\\.168\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*|f[cd].*:.*");

  private NetworkPath() {}

  static String options(DatabaseAddress address) {
    if (address.isSocket()) {
      return "The socket is there or not: see what is said of it above.";
    }
    if (SettingsChecks.isLocal(address)) {
      return "Nothing listens there: start the server, or the proxy that leads to it (`proxy` in"
          + " lockkeeper.yaml starts one by itself). In a container, localhost is the container.";
    }
    if (PRIVATE_HOST.matcher(address.host()).matches()) {
      return address.host()
          + " is a private address: from Cloud Build use a private worker pool in its network;"
          + " from Cloud Run, Direct VPC egress or a VPC connector; from a laptop, a VPN or"
          + " cloud-sql-proxy on a host in the network.";
    }
    return "If "
        + address.host()
        + " is right, a firewall or the instance's list of authorized networks is in the way. For"
        + " Cloud SQL, set INSTANCE_CONNECTION_NAME instead of a host, which needs no such list; or"
        + " run the migration where the database can be reached: as a job of the platform, or in a"
        + " private worker pool of Cloud Build.";
  }
}
