package dev.lockkeeper.cli.config;

import dev.lockkeeper.settings.DownPolicy;
import dev.lockkeeper.settings.FolderLayout;
import dev.lockkeeper.settings.Invariant;
import dev.lockkeeper.settings.OutOfOrder;
import dev.lockkeeper.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A setting of runs, which may stand at the top of {@code lockkeeper.yaml} and again in each of its
 * environments. The engine's defaults are the defaults.
 *
 * @param name the key
 * @param standard the default
 * @param shownStandard the default as a person would write it
 * @param reader reads the key's value
 */
record RunKey<T>(
    String name, T standard, String shownStandard, Function<YamlValue, ? extends T> reader) {
  private static final Settings STANDARD = Settings.builder().build();
  private static final int LONGEST_IDENTIFIER = 63;
  private static final int LONGEST_NAME_RULE = 200;

  static final RunKey<String> SEEDS =
      new RunKey<>("seeds", "seeds", "seeds", YamlValue::filledText);
  static final RunKey<String> LEDGER_SCHEMA =
      new RunKey<>("ledger-schema", STANDARD.ledgerSchema(), "lockkeeper", RunKey::schema);
  static final RunKey<Duration> LOCK_WAIT =
      new RunKey<>("lock-wait", STANDARD.lockWait(), "10m", YamlValue::duration);
  static final RunKey<Duration> LOCK_TIMEOUT =
      new RunKey<>(
          "lock-timeout", STANDARD.timing().lockTimeout(), "500ms", YamlValue::positiveDuration);
  static final RunKey<Duration> LOCK_BUDGET =
      new RunKey<>("lock-budget", STANDARD.timing().lockBudget(), "10m", YamlValue::duration);
  static final RunKey<Duration> STATEMENT_TIMEOUT =
      new RunKey<>(
          "statement-timeout", STANDARD.timing().statementTimeout(), "0", YamlValue::duration);
  static final RunKey<Duration> CONNECT_TIMEOUT =
      new RunKey<>(
          "connect-timeout",
          STANDARD.timing().connectTimeout(),
          "15s",
          YamlValue::positiveDuration);
  static final RunKey<OutOfOrder> OUT_OF_ORDER =
      new RunKey<>(
          "out-of-order",
          STANDARD.outOfOrder(),
          "fail",
          value -> value.oneOf(ordered("fail", OutOfOrder.FAIL, "apply", OutOfOrder.APPLY)));
  static final RunKey<DownPolicy> DOWN =
      new RunKey<>(
          "down",
          STANDARD.downPolicy(),
          "optional",
          value ->
              value.oneOf(
                  ordered("optional", DownPolicy.OPTIONAL, "required", DownPolicy.REQUIRED)));
  static final RunKey<Integer> NAMES =
      new RunKey<>("names", STANDARD.minimumNameLength(), "no rule", RunKey::minimumLength);
  static final RunKey<Boolean> ALLOW_EMPTY =
      new RunKey<>("allow-empty", STANDARD.allowEmpty(), "false", YamlValue::bool);
  static final RunKey<Optional<FolderLayout>> LAYOUT =
      new RunKey<>("layout", Optional.empty(), "detected", RunKey::layout);
  static final RunKey<Optional<ToolSettings>> TOOL =
      new RunKey<>(
          "tool", Optional.empty(), "detected", value -> Optional.of(ToolSettings.read(value)));
  static final RunKey<Optional<String>> PHASE =
      new RunKey<>("phase", Optional.empty(), "the command's", RunKey::phase);
  static final RunKey<List<Invariant>> INVARIANTS =
      new RunKey<>("invariants", STANDARD.invariants(), "none", RunKey::invariants);
  static final RunKey<Boolean> FACTS =
      new RunKey<>("facts", STANDARD.facts(), "false", YamlValue::bool);
  static final RunKey<ChildSettings> RUN =
      new RunKey<>("run", ChildSettings.NONE, "nothing", ChildSettings::read);

  static final RunKey<Map<String, ServiceEntry>> SERVICES =
      new RunKey<>("services", Map.of(), "none", ServiceEntry::read);
  static final RunKey<NotifySection> NOTIFY =
      new RunKey<>("notify", NotifySection.NONE, "nobody", NotifySection::read);

  static final RunKey<MetricsSection> METRICS =
      new RunKey<>("metrics", MetricsSection.NONE, "nowhere", MetricsSection::read);

  /** All keys, in the order of the documentation. */
  static final List<RunKey<?>> ALL =
      List.of(
          SEEDS,
          LEDGER_SCHEMA,
          LOCK_WAIT,
          LOCK_TIMEOUT,
          LOCK_BUDGET,
          STATEMENT_TIMEOUT,
          CONNECT_TIMEOUT,
          OUT_OF_ORDER,
          DOWN,
          NAMES,
          ALLOW_EMPTY,
          LAYOUT,
          TOOL,
          PHASE,
          INVARIANTS,
          FACTS,
          RUN,
          SERVICES,
          NOTIFY,
          METRICS);

  static final Set<String> NAMES_OF_ALL =
      ALL.stream().map(RunKey::name).collect(Collectors.toUnmodifiableSet());

  private static <V> Map<String, V> ordered(String one, V first, String other, V second) {
    Map<String, V> choices = new LinkedHashMap<>();
    choices.put(one, first);
    choices.put(other, second);
    return choices;
  }

  private static String schema(YamlValue value) {
    String name = value.filledText();
    if (name.length() > LONGEST_IDENTIFIER
        || name.indexOf('\0') >= 0
        || name.startsWith("pg_")
        || name.equals("information_schema")) {
      throw value.expected(
          "the name of a schema of at most 63 characters that is not PostgreSQL's");
    }
    return name;
  }

  private static int minimumLength(YamlValue value) {
    YamlSection section = value.section();
    section.allow(List.of("minimum-length"));
    return section.required("minimum-length").integer(0, LONGEST_NAME_RULE);
  }

  private static Optional<FolderLayout> layout(YamlValue value) {
    Map<String, FolderLayout> layouts = new LinkedHashMap<>();
    for (FolderLayout layout : FolderLayout.values()) {
      layouts.put(layout.id(), layout);
    }
    return Optional.of(value.oneOf(layouts));
  }

  private static Optional<String> phase(YamlValue value) {
    List<String> phases = List.of("pre", "post", "background", "all");
    String phase = value.text();
    if (!phases.contains(phase)) {
      throw value.expected(String.join(" or ", phases));
    }
    return Optional.of(phase);
  }

  private static List<Invariant> invariants(YamlValue value) {
    List<Invariant> invariants = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlValue element : value.list()) {
      YamlSection section = element.section();
      section.allow(List.of("name", "sql"));
      String name = section.required("name").filledText();
      if (!names.add(name)) {
        throw element.failure("two invariants are named \"" + name + "\"");
      }
      invariants.add(new Invariant(name, section.required("sql").filledText()));
    }
    return invariants;
  }
}
