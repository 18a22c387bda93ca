package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.GlobalOptions;
import dev.lockkeeper.settings.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that stand before or after any command. */
final class GlobalArguments {
  @Option(
      names = {"-p", "--project"},
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "the project folder; other paths are relative to it")
  @Nullable String project;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "an environment of lockkeeper.yaml")
  @Nullable String environment;

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "the database: postgres://…, jdbc:postgresql:… or embedded")
  @Nullable String url;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "a migrations folder; may be given several times")
  List<String> dirs = new ArrayList<>();

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "a jar with Java migrations; may be given several times")
  List<String> classpath = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      scope = ScopeType.INHERIT,
      description = "text (default) or json")
  String form = "text";

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "results and errors only")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "every statement, and where each setting came from")
  boolean verbose;

  @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "no colours")
  boolean noColor;

  GlobalOptions options() {
    return new GlobalOptions(
        Optional.ofNullable(project),
        Optional.ofNullable(environment),
        Optional.ofNullable(url).map(Secret::of),
        dirs,
        classpath);
  }
}
