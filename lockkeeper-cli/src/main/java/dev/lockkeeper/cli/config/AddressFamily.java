package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretReference;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Environment variables that together name a database. Where a part has several names they are
 * spellings of one thing, and must not contradict each other.
 *
 * @param label the family in messages, such as {@code DB_*}
 * @param hosts the names of the variable for the host
 * @param instances the names of the variable for a Cloud SQL instance, which counts where no host
 *     is given
 * @param ports the names of the variable for the port
 * @param databases the names of the variable for the database
 * @param users the names of the variable for the role
 * @param passwords the names of the variable for the password
 * @param parameters variables for driver parameters, with the driver's name of each
 */
record AddressFamily(
    String label,
    List<String> hosts,
    List<String> instances,
    List<String> ports,
    List<String> databases,
    List<String> users,
    List<String> passwords,
    Map<String, String> parameters) {
  static final AddressFamily DB =
      new AddressFamily(
          "DB_*",
          List.of("DB_HOST"),
          List.of("INSTANCE_CONNECTION_NAME", "CLOUD_SQL_CONNECTION_NAME"),
          List.of("DB_PORT"),
          List.of("DB_NAME"),
          List.of("DB_USER"),
          List.of("DB_PASS", "DB_PASSWORD"),
          Map.of("DB_SSLMODE", "sslmode"));
  static final AddressFamily POSTGRES =
      new AddressFamily(
          "POSTGRES_*",
          List.of("POSTGRES_HOST"),
          List.of(),
          List.of("POSTGRES_PORT"),
          List.of("POSTGRES_DATABASE_NAME", "POSTGRES_DB"),
          List.of("POSTGRES_USER"),
          List.of("POSTGRES_PASSWORD"),
          Map.of("POSTGRES_SSLMODE", "sslmode"));
  static final AddressFamily PG =
      new AddressFamily(
          "PG*",
          List.of("PGHOST"),
          List.of(),
          List.of("PGPORT"),
          List.of("PGDATABASE"),
          List.of("PGUSER"),
          List.of("PGPASSWORD"),
          Map.of(
              "PGSSLMODE", "sslmode",
              "PGSSLROOTCERT", "sslrootcert",
              "PGSSLCERT", "sslcert",
              "PGSSLKEY", "sslkey",
              "PGSSLNEGOTIATION", "sslNegotiation",
              "PGCHANNELBINDING", "channelBinding",
              "PGGSSENCMODE", "gssEncMode",
              "PGCONNECT_TIMEOUT", "connectTimeout",
              "PGOPTIONS", "options"));

  private static final Pattern INSTANCE = Pattern.compile("[^/:\\s]+(?::[^/:\\s]+){2,3}");

  /** The database that the variables name; empty if host or database is missing. */
  Optional<Candidate> find(Variables variables) {
    if (!isSet(hostsAndInstances(), variables) || !isSet(databases, variables)) {
      return Optional.empty();
    }
    Sourced<Secret> host = host(variables).orElseThrow();
    Sourced<Secret> database = first(databases, variables).orElseThrow();
    Optional<Sourced<Secret>> given = first(ports, variables);
    Optional<Sourced<Secret>> role = first(users, variables);
    Optional<Sourced<Secret>> password = first(passwords, variables);
    List<Origin> origins = new ArrayList<>();
    String hostName = shown("database host", host, origins);
    int port = port(given, origins);
    String databaseName = shown("database name", database, origins);
    String user = role.map(value -> shown("database user", value, origins)).orElse("");
    password.ifPresent(
        value -> origins.add(new Origin(DatabaseResolver.PASSWORD, value.source(), "***")));
    DatabaseAddress address =
        new DatabaseAddress(
            hostName,
            port,
            databaseName,
            user,
            password.map(Sourced::value),
            parameters(variables, origins));
    return Optional.of(new Candidate(Optional.of(address), label + " variables", origins));
  }

  /** What is missing, as a sentence, if only one of host and database is set. */
  Optional<String> whatIsMissing(Variables variables) {
    boolean hasHost = isSet(hostsAndInstances(), variables);
    if (hasHost == isSet(databases, variables)) {
      return Optional.empty();
    }
    String there =
        (hasHost ? hostsAndInstances() : databases)
            .stream().flatMap(name -> variables.origin(name).stream()).findFirst().orElseThrow();
    String missing = hasHost ? databases.get(0) : hosts.get(0);
    return Optional.of(
        there + " is set but " + missing + " is not, so the " + label + " variables are not used");
  }

  private List<String> hostsAndInstances() {
    return Stream.concat(hosts.stream(), instances.stream()).toList();
  }

  private static boolean isSet(List<String> names, Variables variables) {
    return names.stream().anyMatch(name -> variables.origin(name).isPresent());
  }

  private Optional<Sourced<Secret>> host(Variables variables) {
    return first(hosts, variables).or(() -> first(instances, variables).map(this::socketFolder));
  }

  private Sourced<Secret> socketFolder(Sourced<Secret> instance) {
    String name = text(instance);
    if (!INSTANCE.matcher(name).matches()) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, instance.source() + " is not of the form PROJECT:REGION:INSTANCE")
          .hint("Copy the connection name from the overview page of the Cloud SQL instance.")
          .build();
    }
    return new Sourced<>(Secret.of("/cloudsql/" + name), instance.source(), instance.isStored());
  }

  private static int port(Optional<Sourced<Secret>> given, List<Origin> origins) {
    if (given.isEmpty()) {
      origins.add(
          new Origin("database port", "default", String.valueOf(DatabaseAddress.DEFAULT_PORT)));
      return DatabaseAddress.DEFAULT_PORT;
    }
    String text = text(given.get());
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, given.get().source() + " is not a number from 1 to 65535")
          .hint("Correct it, or unset it for the usual port " + DatabaseAddress.DEFAULT_PORT + ".")
          .build();
    }
    origins.add(origin("database port", given.get(), text));
    return Integer.parseInt(text);
  }

  private Map<String, String> parameters(Variables variables, List<Origin> origins) {
    Map<String, String> found = new HashMap<>();
    parameters.forEach(
        (variable, parameter) ->
            variables
                .findOrFile(variable)
                .ifPresent(
                    value -> {
                      String text = text(value);
                      found.put(parameter, text);
                      boolean isFree = parameter.equals("options");
                      origins.add(origin(parameter, value, isFree ? "***" : text));
                    }));
    return found;
  }

  private Optional<Sourced<Secret>> first(List<String> names, Variables variables) {
    Optional<Sourced<Secret>> chosen = Optional.empty();
    for (String name : names) {
      Optional<Sourced<Secret>> found = variables.findOrFile(name);
      if (chosen.isPresent() && found.isPresent() && !isSame(chosen.get(), found.get())) {
        throw LockkeeperException.because(
                ErrorCode.SETTINGS,
                chosen.get().source() + " and " + found.get().source() + " contradict each other")
            .hint("Set one of the two.")
            .build();
      }
      chosen = chosen.or(() -> found);
    }
    return chosen;
  }

  private static boolean isSame(Sourced<Secret> one, Sourced<Secret> other) {
    return one.value().equals(other.value());
  }

  private static String shown(String name, Sourced<Secret> value, List<Origin> origins) {
    String text = text(value);
    origins.add(origin(name, value, text));
    return text;
  }

  private static Origin origin(String name, Sourced<Secret> value, String text) {
    return new Origin(name, value.source(), value.isStored() ? "***" : text);
  }

  /** The value, which is no reference any more. */
  private static String text(Sourced<Secret> value) {
    String text = value.value().reveal().strip();
    if (SecretReference.isStored(text)) {
      throw new UnreadSecret(value.source());
    }
    return text;
  }
}
