package dev.lockkeeper.guard.proxy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.child.ChildEnvironment;
import dev.lockkeeper.guard.child.OutputMask;
import dev.lockkeeper.guard.child.Secrets;
import dev.lockkeeper.guard.child.Sidecar;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * A proxy that Lockkeeper has started, and through which the database answers. It listens on a port
 * of 127.0.0.1 that was free, and nothing of it is left when it is closed. Thread-safe.
 */
public final class Proxy implements AutoCloseable {
  /** Another program may take the port that was free a moment ago; hardly ever twice. */
  private static final int MOST_PORTS = 3;

  private final Sidecar program;
  private final String name;
  private final DatabaseAddress address;

  private Proxy(Sidecar program, String name, DatabaseAddress address) {
    this.program = program;
    this.name = name;
    this.address = address;
  }

  /**
   * Starts a proxy and waits until PostgreSQL answers through it.
   *
   * @param server the address that leads to the database without a proxy
   * @param out gets what the proxy prints, secrets masked; written to by threads of ours
   * @param stopRequested whether somebody wants to stop; asked about every few milliseconds
   * @throws LockkeeperException with {@link ErrorCode#CHILD_NOT_FOUND} if there is no such program,
   *     {@link ErrorCode#UNREACHABLE} if it ends, or is not ready in time, {@link
   *     ErrorCode#INTERRUPTED} if somebody wants to stop; nothing of it is left then
   */
  public static Proxy start(
      ProxySettings settings,
      DatabaseAddress server,
      ProxyHome home,
      OutputStream out,
      BooleanSupplier stopRequested) {
    return new Start(settings, server, home, out, stopRequested).onOneOf(Loopback::freePort);
  }

  /** The address that leads to the database through the proxy, user and password included. */
  public DatabaseAddress address() {
    return address;
  }

  /** What happened, if the proxy has ended before its time. */
  public Optional<String> failure() {
    return program.isRunning()
        ? Optional.empty()
        : Optional.of(ProxyFailure.ended(name, program) + ProxyFailure.lastOutput(program));
  }

  /** Ends it: with SIGTERM, and if it is still there after a few seconds, with SIGKILL. */
  @Override
  public void close() {
    program.close();
  }

  /** The start of a proxy. */
  record Start(
      ProxySettings settings,
      DatabaseAddress server,
      ProxyHome home,
      OutputStream out,
      BooleanSupplier stopRequested) {

    /** Tries ports, until the proxy has one that nobody else has taken meanwhile. */
    Proxy onOneOf(IntSupplier ports) {
      for (int i = 1; i < MOST_PORTS; i++) {
        Optional<Proxy> started = on(ports.getAsInt(), false);
        if (started.isPresent()) {
          return started.get();
        }
      }
      return on(ports.getAsInt(), true).orElseThrow();
    }

    /** A proxy on a port; empty if somebody else has it and there are more. */
    private Optional<Proxy> on(int port, boolean isLast) {
      Sidecar program = launched(port);
      boolean isStarted = false;
      try (Readiness readiness = Readiness.watch(server, port)) {
        Readiness.State state = readiness.await(settings.readyTimeout(), program, stopRequested);
        if (state == Readiness.State.READY && program.listensOn(port)) {
          isStarted = true;
          return Optional.of(
              new Proxy(program, settings.program(), server.at(Loopback.HOST, port)));
        }
        boolean isTaken = state != Readiness.State.STOPPED && isTaken(program, port);
        if (isTaken && !isLast) {
          return Optional.empty();
        }
        throw new ProxyFailure(settings, program, port).of(state, isTaken, readiness.reason());
      } finally {
        if (!isStarted) {
          program.close();
        }
      }
    }

    private boolean isTaken(Sidecar program, int port) {
      return !Loopback.isFree(port) && !program.listensOn(port);
    }

    private Sidecar launched(int port) {
      Secrets secrets = Secrets.of(server);
      ChildCommand command =
          ChildCommand.find(settings.words(port), home.folder(), home.environment());
      secrets.refuseIn(command, "Leave it out of proxy.command: Lockkeeper itself logs in.");
      return Sidecar.start(
          command,
          ChildEnvironment.withoutSecrets(
              home.environment(), secrets, UUID.randomUUID().toString()),
          OutputMask.of(secrets, home.environment()),
          out);
    }
  }
}
