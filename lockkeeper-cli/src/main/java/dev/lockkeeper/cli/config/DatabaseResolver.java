package dev.lockkeeper.cli.config;

import dev.lockkeeper.database.cloudsql.CloudSqlConnector;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.proxy.ProxySettings;
import dev.lockkeeper.secret.SecretReference;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which database is meant. Strongest first: {@code --url}, the environment that was asked
 * for, environment variables, the file's default environment. Two answers that differ are an error
 * wherever taking one of them could surprise.
 */
final class DatabaseResolver {
  /** What an origin of the password is called, by whoever finds it. */
  static final String PASSWORD = "database password";

  private final Optional<Secret> urlOption;
  private final EnvironmentChoice environment;
  private final Variables variables;
  private final SecretReader secrets;
  private final List<String> warnings = new ArrayList<>();

  DatabaseResolver(Optional<Secret> urlOption, EnvironmentChoice environment, Variables variables) {
    this.urlOption = urlOption;
    this.environment = environment;
    this.variables = variables;
    this.secrets = variables.secrets();
  }

  /**
   * The database, or empty if none is named anywhere.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the places that name one
   *     contradict each other or are wrong
   */
  Optional<DatabaseChoice> resolve() {
    return candidate().map(this::choice);
  }

  /** The failure of a command that needs a database where none is named. */
  LockkeeperException noDatabase() {
    String missing = warnings.isEmpty() ? "" : " (" + String.join("; ", warnings) + ")";
    String place = environment.isAskedFor() ? environment.described() + " has no url and " : "";
    return LockkeeperException.because(
            ErrorCode.NO_DATABASE, place + "no database is configured" + missing)
        .hint(
            "Set DATABASE_URL=postgres://user@host:5432/database, or give --url, or write url: in "
                + ProjectFile.NAME
                + "; url: embedded is a local server for trying things out.")
        .build();
  }

  private Optional<Candidate> candidate() {
    if (urlOption.isPresent()) {
      Sourced<Secret> resolved = secrets.resolvedWithFiles(new Sourced<>(urlOption.get(), "--url"));
      Candidate given = Candidate.ofUrl(resolved);
      if (given.hasPassword() && !resolved.isStored()) {
        warnings.add(
            "the password in --url is visible to other users of this machine; set LOCKKEEPER_URL,"
                + " PGPASSWORD or a password file instead");
      }
      return Optional.of(given);
    }
    AmbientDatabase ambient = AmbientDatabase.find(variables);
    warnings.addAll(ambient.halfSet());
    Optional<Sourced<Secret>> url = environment.entry().url();
    if (environment.isAskedFor() && url.isPresent()) {
      Candidate named = fromFile(url.get());
      ambient.candidate().ifPresent(other -> requireSame(named, other));
      return Optional.of(named);
    }
    if (ambient.candidate().isPresent()) {
      url.filter(DatabaseResolver::isEmbedded)
          .ifPresent(given -> requireSame(fromFile(given), ambient.candidate().get()));
      return ambient.candidate();
    }
    return url.map(this::fromFile);
  }

  private static boolean isEmbedded(Sourced<Secret> url) {
    return url.value().reveal().strip().equals(Candidate.EMBEDDED);
  }

  private Candidate fromFile(Sourced<Secret> url) {
    if (SecretReference.isReference(url.value().reveal().strip())) {
      return Candidate.ofUrl(secrets.resolvedWithFiles(url));
    }
    if (References.hasWrittenPassword(url.value())) {
      warnings.add(
          url.source() + " holds a password; write ${NAME} there and set the variable NAME");
    }
    Sourced<Secret> resolved = References.resolve(url, variables);
    return Candidate.ofUrl(resolved);
  }

  private void requireSame(Candidate named, Candidate ambient) {
    if (!named.isSameDatabase(ambient)) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "two databases are named: "
                  + environment.described()
                  + " is "
                  + named.described()
                  + ", but the environment variables say "
                  + ambient.described())
          .hint("Unset the variables, or give --url to say which database is meant.")
          .build();
    }
  }

  private DatabaseChoice choice(Candidate candidate) {
    List<Origin> origins = new ArrayList<>();
    origins.add(new Origin("environment", environment.source(), environment.name()));
    origins.addAll(candidate.origins());
    Optional<DatabaseAddress> given =
        candidate.hasPassword()
            ? candidate.address().map(with -> withStoredPassword(with, candidate, origins))
            : candidate.address().map(without -> withPassword(without, origins));
    Optional<ProxySettings> proxy = given.flatMap(found -> proxy(found, candidate, origins));
    Optional<DatabaseAddress> address =
        proxy.isPresent() ? given : given.map(found -> byConnector(found, origins));
    address.ifPresent(found -> warnAboutUnusedSslMode(found, candidate));
    return new DatabaseChoice(
        address, proxy, environment.name(), environment.entry().isProtected(), origins, warnings);
  }

  /** The environment's proxy leads to the environment's database, and to no other one. */
  private Optional<ProxySettings> proxy(
      DatabaseAddress address, Candidate candidate, List<Origin> origins) {
    Optional<Sourced<ProxySettings>> given = environment.entry().proxy();
    Optional<String> obstacle = given.flatMap(found -> obstacle(found, address, candidate));
    given.ifPresent(
        found ->
            origins.add(
                new Origin(
                    "proxy",
                    found.source(),
                    found.value().program()
                        + obstacle.map(why -> ", not used: " + why).orElse(""))));
    return obstacle.isPresent() ? Optional.empty() : given.map(Sourced::value);
  }

  /** A Cloud SQL instance whose socket is not here is reached by Google's connector. */
  private static DatabaseAddress byConnector(DatabaseAddress address, List<Origin> origins) {
    Optional<String> missing = address.socketFile().filter(file -> !Files.exists(Path.of(file)));
    Optional<DatabaseAddress> other = missing.flatMap(file -> address.byConnector());
    if (other.isEmpty() || !CloudSqlConnector.isInstalled()) {
      return address;
    }
    origins.add(
        new Origin(
            "cloud sql", "default", "by Google's connector, since there is no " + missing.get()));
    return other.get();
  }

  private Optional<String> obstacle(
      Sourced<ProxySettings> proxy, DatabaseAddress address, Candidate candidate) {
    if (urlOption.isPresent()) {
      return Optional.of("--url says where the database is");
    }
    Optional<Sourced<Secret>> url = environment.entry().url();
    if (url.isPresent() && !url.get().source().equals(candidate.source())) {
      String why = "it belongs to the url of " + url.get().source();
      warnings.add(
          "the proxy of "
              + proxy.source()
              + " is not used: "
              + why
              + ", but the address comes from "
              + candidate.source());
      return Optional.of(why);
    }
    return address
        .socketFile()
        .filter(file -> Files.exists(Path.of(file)))
        .map(file -> "the socket " + file + " is there");
  }

  /** The password in a URL may be a reference, too; one with an origin of its own is the value. */
  private DatabaseAddress withStoredPassword(
      DatabaseAddress address, Candidate candidate, List<Origin> origins) {
    if (origins.stream().anyMatch(each -> each.name().equals(PASSWORD))) {
      return address;
    }
    Secret given = address.password().orElseThrow();
    Sourced<Secret> password =
        secrets.resolvedWithFiles(new Sourced<>(given, "the password of " + candidate.source()));
    if (!password.isStored()) {
      return address;
    }
    origins.add(new Origin(PASSWORD, password.source(), "***"));
    return address.withPassword(password.value());
  }

  private DatabaseAddress withPassword(DatabaseAddress address, List<Origin> origins) {
    Optional<Sourced<Secret>> variable = variables.findOrFile("PGPASSWORD");
    if (variable.isPresent()) {
      origins.add(new Origin(PASSWORD, variable.get().source(), "***"));
      return address.withPassword(variable.get().value());
    }
    Optional<PasswordFile> file = passwordFile();
    file.flatMap(PasswordFile::refusal).ifPresent(warnings::add);
    Optional<Secret> password = file.flatMap(found -> found.passwordFor(address));
    password.ifPresent(
        found -> origins.add(new Origin(PASSWORD, file.orElseThrow().toString(), "***")));
    return password.map(address::withPassword).orElse(address);
  }

  private Optional<PasswordFile> passwordFile() {
    return variables
        .findPath("PGPASSFILE")
        .or(() -> variables.findPath("HOME").map(home -> home.resolve(".pgpass")))
        .map(PasswordFile::new);
  }

  private void warnAboutUnusedSslMode(DatabaseAddress address, Candidate candidate) {
    Optional<Sourced<Secret>> mode = variables.find("PGSSLMODE");
    boolean isUsed = address.isSocket() || address.parameters().containsKey("sslmode");
    if (mode.isPresent() && !isUsed) {
      warnings.add(
          mode.get().source()
              + " is not used, because the address comes from "
              + candidate.source()
              + "; give sslmode there");
    }
  }
}
