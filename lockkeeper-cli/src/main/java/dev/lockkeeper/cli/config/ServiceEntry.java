package dev.lockkeeper.cli.config;

import dev.lockkeeper.release.settings.BackupKind;
import dev.lockkeeper.release.settings.BackupSettings;
import dev.lockkeeper.release.settings.JobSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.release.settings.SmokeSettings;
import dev.lockkeeper.release.settings.TrafficSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the {@code services} of {@code lockkeeper.yaml}, with references to variables still in it.
 */
record ServiceEntry(String name, YamlValue value) {
  private static final List<String> KEYS =
      List.of(
          "image",
          "job",
          "traffic",
          "smoke",
          "backup",
          "post",
          "before",
          "after",
          "command",
          "cloud-run",
          "kubernetes");
  private static final List<String> JOB_KEYS =
      List.of(
          "enabled", "name", "image", "command", "args", "env", "secrets", "timeout", "retries",
          "cpu", "memory");
  private static final List<String> TRAFFIC_KEYS =
      List.of("steps", "pause", "ready-timeout", "drain-timeout");
  private static final List<String> SMOKE_KEYS = List.of("address", "path", "status", "timeout");
  private static final Duration SMOKE_TIMEOUT = Duration.ofMinutes(1);
  private static final int MOST_RETRIES = 10;
  private static final String NAME = "[a-z](?:[a-z0-9-]{0,47}[a-z0-9])?";
  private static final List<String> ACTIONS = List.of("status", "rollback", "verify", "log");

  static Map<String, ServiceEntry> read(YamlValue value) {
    Map<String, ServiceEntry> entries = new LinkedHashMap<>();
    YamlSection section = value.section();
    for (String name : section.keys()) {
      if (!name.matches(NAME) || ACTIONS.contains(name)) {
        throw value.failure(
            "\""
                + name
                + "\" is no name for a service: lower-case letters, digits and dashes, and none of "
                + String.join(", ", ACTIONS));
      }
      YamlValue entry = section.required(name);
      entry.section().allow(KEYS);
      entries.put(name, new ServiceEntry(name, entry));
    }
    return entries;
  }

  ServiceSettings settings(Variables variables) {
    FilledSection section = new FilledSection(value, variables, KEYS);
    return new ServiceSettings(
        name,
        value.place(),
        section.text("image"),
        job(section, variables),
        section
            .get("traffic")
            .map(each -> traffic(each, variables))
            .orElse(TrafficSettings.DEFAULT),
        section.get("smoke").map(each -> smoke(each, variables)),
        section.get("backup").map(each -> backup(each, variables)).orElse(BackupSettings.NONE),
        section.get("post").map(YamlValue::bool).orElse(false),
        programs(section, "before"),
        programs(section, "after"),
        PlatformSection.read(name, section, value, variables));
  }

  private JobSettings job(FilledSection service, Variables variables) {
    YamlValue none = YamlDocument.read("{}", ProjectFile.NAME).orElseThrow();
    FilledSection job = new FilledSection(service.get("job").orElse(none), variables, JOB_KEYS);
    return new JobSettings(
        job.get("enabled").map(YamlValue::bool).orElse(true),
        job.text("name").orElse(name + "-migrate"),
        job.text("image"),
        job.words("command"),
        job.texts("args"),
        job.map("env"),
        job.map("secrets"),
        job.get("timeout").map(YamlValue::positiveDuration).orElse(JobSettings.TIMEOUT),
        job.get("retries").map(each -> each.integer(0, MOST_RETRIES)).orElse(0),
        job.text("cpu"),
        job.text("memory"));
  }

  private static TrafficSettings traffic(YamlValue value, Variables variables) {
    FilledSection section = new FilledSection(value, variables, TRAFFIC_KEYS);
    TrafficSettings standard = TrafficSettings.DEFAULT;
    return new TrafficSettings(
        section.get("steps").map(ServiceEntry::shares).orElse(standard.steps()),
        section.duration("pause").orElse(standard.pause()),
        section.duration("ready-timeout").orElse(standard.readyTimeout()),
        section.duration("drain-timeout").orElse(standard.drainTimeout()));
  }

  private static List<Integer> shares(YamlValue value) {
    List<Integer> shares = value.list().stream().map(each -> each.integer(1, 100)).toList();
    boolean rises = !shares.isEmpty() && shares.get(shares.size() - 1) == 100;
    for (int i = 1; i < shares.size(); i++) {
      rises &= shares.get(i) > shares.get(i - 1);
    }
    if (!rises) {
      throw value.expected("shares in per cent that rise to 100, such as [10, 50, 100]");
    }
    return shares;
  }

  private static SmokeSettings smoke(YamlValue value, Variables variables) {
    FilledSection section = new FilledSection(value, variables, SMOKE_KEYS);
    return new SmokeSettings(
        section.text("address"),
        section.text("path").orElse("/"),
        section.get("status").map(each -> each.integer(100, 599)).orElse(200),
        section.get("timeout").map(YamlValue::positiveDuration).orElse(SMOKE_TIMEOUT));
  }

  private static BackupSettings backup(YamlValue value, Variables variables) {
    if (!value.isSection()) {
      return new BackupSettings(kind(value), Optional.empty(), Optional.empty());
    }
    FilledSection section = new FilledSection(value, variables, List.of("kind", "dir", "instance"));
    return new BackupSettings(
        kind(section.required("kind")), section.text("dir"), section.text("instance"));
  }

  private static BackupKind kind(YamlValue value) {
    Map<String, BackupKind> kinds = new LinkedHashMap<>();
    for (BackupKind kind : BackupKind.values()) {
      kinds.put(kind.id(), kind);
    }
    return value.oneOf(kinds);
  }

  private static List<List<String>> programs(FilledSection section, String key) {
    Optional<YamlValue> value = section.get(key);
    return value.map(list -> list.list().stream().map(section::words).toList()).orElse(List.of());
  }
}
