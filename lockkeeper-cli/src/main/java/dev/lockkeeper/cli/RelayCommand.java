package dev.lockkeeper.cli;

import dev.lockkeeper.cli.report.JsonDocuments;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.relay.Relay;
import dev.lockkeeper.guard.relay.RelayAddress;
import dev.lockkeeper.guard.relay.RelayOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "relay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lets programs of this machine use the database without knowing its password.",
      "Prints a URL with a one-time password, and serves it until it is stopped (Ctrl-C)."
    })
final class RelayCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65_535;

  private final Invocation invocation;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "the port on 127.0.0.1; any free one if it is left out")
  int port;

  @Option(
      names = "--socket-dir",
      paramLabel = "DIR",
      description = "listen on a Unix socket in this folder as well")
  @Nullable String socketFolder;

  RelayCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (port < 0 || port > LARGEST_PORT) {
      throw LockkeeperException.because(ErrorCode.USAGE, "--port " + port + " is no port")
          .hint("Write a number from 1 to 65535, or leave it out: then any free port is taken.")
          .build();
    }
    return invocation.withDatabase(this::serve);
  }

  private int serve(Invocation.Workplace place) {
    Output output = invocation.output();
    Optional<Path> folder =
        Optional.ofNullable(socketFolder)
            .map(name -> place.configuration().project().resolve(name));
    folder.ifPresent(each -> Programs.announce(each, output));
    try (Relay relay =
        Relay.start(
            place.address(),
            place.configuration().settings().timing().connectTimeout(),
            new RelayOptions(port, folder),
            output::warning)) {
      print(relay.address(), output);
      output.note("Serving " + place.address().display() + " until SIGTERM or Ctrl-C ...");
      invocation.awaitStop();
    }
    return 0;
  }

  private void print(RelayAddress address, Output output) {
    if (output.form().json()) {
      output.document(JsonDocuments.relay(address));
    } else {
      output.line(address.url());
      address.socketUrl().ifPresent(output::line);
    }
    // Whoever reads it from a pipe must not have to wait for the end.
    invocation.surroundings().out().flush();
  }
}
