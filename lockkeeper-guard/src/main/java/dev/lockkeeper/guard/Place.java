package dev.lockkeeper.guard;

import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Timing;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where programs run.
 *
 * @param server the real server, with the real password
 * @param timing how long to try to reach it
 * @param folder the working folder of programs
 * @param environment the variables that Lockkeeper has itself
 * @param templates variables to set for programs beside the usual ones
 * @param masked names of variables whose values are hidden in what programs print
 * @param limit how long a program may run; empty for no limit
 * @param socketFolder where the relay listens on a Unix socket as well, if it shall
 * @param streams where the output of programs goes
 * @param log gets a line for what is worth knowing; called by any thread
 * @param stop ends programs
 */
public record Place(
    DatabaseAddress server,
    Timing timing,
    Path folder,
    Map<String, String> environment,
    Map<String, String> templates,
    List<String> masked,
    Optional<Duration> limit,
    Optional<Path> socketFolder,
    Streams streams,
    Consumer<String> log,
    StopSignal stop) {

  /**
   * Where the output of programs goes.
   *
   * @param out what they print
   * @param err what they print as errors
   */
  public record Streams(OutputStream out, OutputStream err) {}
}
