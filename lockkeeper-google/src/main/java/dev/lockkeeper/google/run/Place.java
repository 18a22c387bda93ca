package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.ExecutionName;
import com.google.cloud.run.v2.JobName;
import com.google.cloud.run.v2.LocationName;
import com.google.cloud.run.v2.RevisionName;
import com.google.cloud.run.v2.ServiceName;
import dev.lockkeeper.release.settings.CloudRunSettings;

/**
 * Names of what belongs to a service, as the API writes them.
 *
 * @param cloud project, region and service
 * @param jobName the short name of the job
 */
record Place(CloudRunSettings cloud, String jobName) {

  String parent() {
    return LocationName.of(cloud.project(), cloud.region()).toString();
  }

  String job() {
    return JobName.of(cloud.project(), cloud.region(), jobName).toString();
  }

  String execution(String name) {
    return ExecutionName.of(cloud.project(), cloud.region(), jobName, name).toString();
  }

  String service() {
    return ServiceName.of(cloud.project(), cloud.region(), cloud.service()).toString();
  }

  String revision(String name) {
    return RevisionName.of(cloud.project(), cloud.region(), cloud.service(), name).toString();
  }

  /** The last part of a name. */
  static String brief(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** What gcloud needs behind a command to find it. */
  String options() {
    return "--region=" + cloud.region() + " --project=" + cloud.project();
  }
}
