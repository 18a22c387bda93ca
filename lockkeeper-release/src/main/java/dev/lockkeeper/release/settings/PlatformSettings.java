package dev.lockkeeper.release.settings;

/** What a platform needs to know of a service, beside what all of them do. */
public sealed interface PlatformSettings
    permits CommandSettings, CloudRunSettings, KubernetesSettings {

  /** The key of the platform in {@code lockkeeper.yaml}. */
  String platform();
}
