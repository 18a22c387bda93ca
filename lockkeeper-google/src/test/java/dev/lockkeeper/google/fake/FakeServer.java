package dev.lockkeeper.google.fake;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gRPC server on a port of this machine that knows who calls: the account that a token was made
 * for, or the token itself where it is plain text. Thread-safe.
 */
public final class FakeServer implements AutoCloseable {
  /** Who calls, within a call; {@link #NOBODY} without a token. */
  public static final Context.Key<String> PRINCIPAL = Context.key("principal");

  /** A caller without a token, as to an emulator. */
  public static final String NOBODY = "nobody";

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern ISSUER = Pattern.compile("\"iss\":\"([^\"]+)\"");

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Server server;

  private FakeServer(NettyServerBuilder builder, List<BindableService> services) {
    services.forEach(builder::addService);
    try {
      server = builder.intercept(new Reception()).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server without encryption. */
  public static FakeServer start(BindableService... services) {
    return new FakeServer(builder(), List.of(services));
  }

  /**
   * Starts a server with TLS.
   *
   * @param certificate its certificate, in PEM
   * @param key its private key, in PEM of PKCS 8
   */
  public static FakeServer startWithTls(
      InputStream certificate, InputStream key, BindableService... services) {
    return new FakeServer(builder().useTransportSecurity(certificate, key), List.of(services));
  }

  private static NettyServerBuilder builder() {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0));
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getPort();
  }

  /** The methods that were called, such as {@code AccessSecretVersion}, in their order. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static String principal(Metadata headers) {
    String token =
        Optional.ofNullable(headers.get(AUTHORIZATION)).orElse("").replaceFirst("^Bearer ", "");
    String[] parts = token.split("\\.");
    if (parts.length == 3 && token.startsWith("ey")) {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      Matcher issuer = ISSUER.matcher(claims);
      return issuer.find() ? issuer.group(1) : token;
    }
    return token.isEmpty() ? NOBODY : token;
  }

  private final class Reception implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      calls.add(String.valueOf(call.getMethodDescriptor().getBareMethodName()));
      return Contexts.interceptCall(
          Context.current().withValue(PRINCIPAL, principal(headers)), call, headers, next);
    }
  }
}
