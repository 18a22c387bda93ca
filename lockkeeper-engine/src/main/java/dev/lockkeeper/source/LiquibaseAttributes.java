package dev.lockkeeper.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands behind author and id on the first line of a changeset. Immutable. */
final class LiquibaseAttributes {
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([A-Za-z]+):(?:\"([^\"]*)\"|(\\S+))|(\\S+)");

  /** Those that change nothing here, whatever they say, or that are followed. */
  private static final List<String> KNOWN =
      List.of(
          "splitstatements",
          "rollbacksplitstatements",
          "stripcomments",
          "objectquotingstrategy",
          "created",
          "validchecksum",
          "logicalfilepath",
          "dbms",
          "ignore",
          "runintransaction");

  /** Those that Lockkeeper follows with one value only. */
  private static final Map<String, String> WITH_ONE_VALUE =
      Map.of(
          "runonchange", "false",
          "runalways", "false",
          "failonerror", "true",
          "enddelimiter", ";",
          "rollbackenddelimiter", ";");

  private final Map<String, String> values;
  private final Optional<String> unknown;

  private LiquibaseAttributes(Map<String, String> values, Optional<String> unknown) {
    this.values = values;
    this.unknown = unknown;
  }

  static LiquibaseAttributes of(String text) {
    Map<String, String> values = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    Matcher matcher = ATTRIBUTE.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1) == null) {
        unknown.add(matcher.group());
        continue;
      }
      String name = matcher.group(1).toLowerCase(Locale.ROOT);
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      values.put(name, value);
      if (!KNOWN.contains(name) && !value.equalsIgnoreCase(WITH_ONE_VALUE.get(name))) {
        unknown.add(matcher.group());
      }
    }
    return new LiquibaseAttributes(values, unknown.stream().findFirst());
  }

  /** The value of an attribute; its name counts in any case. */
  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
  }

  boolean transactional() {
    return !isSaid("runInTransaction", "false");
  }

  /** Whether Liquibase runs it on PostgreSQL at all; where not, it does not record it either. */
  boolean runsHere() {
    return !isSaid("ignore", "true") && find("dbms").map(LiquibaseAttributes::isOurs).orElse(true);
  }

  private boolean isSaid(String name, String value) {
    return find(name).filter(value::equalsIgnoreCase).isPresent();
  }

  private static boolean isOurs(String dbms) {
    List<String> names = List.of(dbms.toLowerCase(Locale.ROOT).strip().split("[,\\s]+"));
    if (names.contains("!postgresql") || names.contains("none")) {
      return false;
    }
    return names.contains("postgresql")
        || names.contains("all")
        || names.stream().allMatch(name -> name.startsWith("!"));
  }

  /** Why Lockkeeper must not run the changeset, if an attribute is the reason. */
  Optional<Obstacle> obstacle(int line) {
    return unknown.map(
        attribute ->
            new Obstacle(
                line,
                "has the attribute `" + attribute + "`, which Lockkeeper does not follow",
                "Let Liquibase run the changeset, and then record it with `lockkeeper mark VERSION"
                    + " --applied --reason TEXT`; or take the attribute out."));
  }
}
