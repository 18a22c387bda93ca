package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The environment that a command works in.
 *
 * @param name its name
 * @param source who said so
 * @param isAskedFor whether an option or variable asked for it, so that its address must hold
 * @param entry what {@code lockkeeper.yaml} says about it
 */
record EnvironmentChoice(String name, String source, boolean isAskedFor, EnvironmentEntry entry) {

  static EnvironmentChoice of(GlobalOptions options, ProjectFile file, Variables variables) {
    Optional<Sourced<String>> asked =
        options
            .environment()
            .map(name -> new Sourced<>(name, "--env"))
            .or(
                () ->
                    variables
                        .find("LOCKKEEPER_ENV")
                        .map(
                            found ->
                                new Sourced<>(found.value().reveal().strip(), found.source())));
    Sourced<String> chosen = asked.orElseGet(file::defaultEnvironment);
    if (asked.isPresent() && !file.hasEnvironment(chosen.value())) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              chosen.source()
                  + " asks for the environment \""
                  + chosen.value()
                  + "\", which is not in "
                  + ProjectFile.NAME
                  + Suggestion.question(chosen.value(), file.environmentNames()))
          .hint(
              "Known environments: "
                  + String.join(", ", new TreeSet<>(file.environmentNames()))
                  + ".")
          .build();
    }
    return new EnvironmentChoice(
        chosen.value(), chosen.source(), asked.isPresent(), file.environment(chosen.value()));
  }

  /** What to call it in a message. */
  String described() {
    return "the environment " + name + " (from " + source + ")";
  }
}
