package dev.lockkeeper.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a connector for Cloud SQL meets: an endpoint for tokens, the two calls of the SQL Admin API,
 * and an instance that speaks TLS on port 3307, asks for a certificate of the API, and passes on to
 * a real PostgreSQL. Nothing of it leaves this machine.
 */
public final class FakeCloudSql implements AutoCloseable {
  /** The instance. */
  public static final String INSTANCE = "proj:europe-west1:inst";

  private static final int PORT = 3307;
  private static final String TOKEN = "a-token-of-the-test";
  private static final Pattern PUBLIC_KEY = Pattern.compile("\"public_key\":\"([^\"]*)\"");

  private final TempPostgres server;
  private final TestAuthority authority = new TestAuthority();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final String host = anyLoopback();
  private final HttpServer api;
  private final ServerSocket instance;
  private volatile int refusal;

  private FakeCloudSql(TempPostgres server) throws IOException, GeneralSecurityException {
    this.server = server;
    this.instance = listen();
    this.api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.setExecutor(task -> start(task::run));
    api.start();
    start(this::serve);
  }

  /** Starts one in front of a server. */
  public static FakeCloudSql start(TempPostgres server) {
    try {
      return new FakeCloudSql(server);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was asked, such as {@code POST …:generateEphemeralCert with a token}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** From now on the API answers with this status. */
  public void refuse(int status) {
    refusal = status;
  }

  /** Driver parameters that lead a connector here, with a key of an account in a file. */
  public Map<String, String> parameters(Path folder) {
    try {
      Path key = folder.resolve("key.json");
      String secret =
          TestAuthority.pem("PRIVATE KEY", TestAuthority.newKeys().getPrivate().getEncoded())
              .replace("\n", "\\n");
      Files.writeString(
          key,
          """
          {"type": "service_account", "project_id": "proj", "private_key_id": "1",
           "private_key": "%s", "client_email": "deploy@proj.iam.gserviceaccount.com",
           "client_id": "1", "token_uri": "%stoken"}
          """
              .formatted(secret, root()));
      Map<String, String> parameters = new TreeMap<>();
      parameters.put("cloudSqlAdminRootUrl", root());
      parameters.put("cloudSqlGoogleCredentialsPath", key.toString());
      return parameters;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of a database of the instance, for a role that needs no password. */
  public DatabaseAddress address(String database, Path folder) {
    Map<String, String> parameters = parameters(folder);
    parameters.put("cloudSqlInstance", INSTANCE);
    DatabaseAddress plain = server.address(database);
    return new DatabaseAddress(
        "localhost", 5432, database, plain.user(), plain.password(), parameters);
  }

  @Override
  public void close() {
    api.stop(0);
    try {
      instance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String root() {
    return "http://127.0.0.1:" + api.getAddress().getPort() + "/";
  }

  /** The connector settles the port, so that each instance needs an address of its own. */
  private static String anyLoopback() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "127.%d.%d.%d"
        .formatted(random.nextInt(1, 255), random.nextInt(255), random.nextInt(1, 255));
  }

  private ServerSocket listen() throws IOException, GeneralSecurityException {
    KeyPair keys = TestAuthority.newKeys();
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "instance",
        keys.getPrivate(),
        new char[0],
        new Certificate[] {authority.sign("proj:inst", keys.getPublic())});
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(own, new char[0]);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(PORT, 100, InetAddress.getByName(host));
    socket.setNeedClientAuth(true);
    return socket;
  }

  private void serve() throws IOException {
    while (true) {
      Socket client = instance.accept();
      start(
          () -> {
            try (client;
                Socket postgres = new Socket("127.0.0.1", server.port())) {
              start(() -> carry(client, postgres));
              carry(postgres, client);
            }
          });
    }
  }

  private static void carry(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = body(exchange);
      boolean isToken = path.equals("/token");
      if (!isToken) {
        requests.add(
            exchange.getRequestMethod()
                + " "
                + path
                + (body.contains("\"access_token\":\"" + TOKEN + "\"") ? " with a token" : ""));
      }
      boolean isKnown =
          ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
      int status = isToken ? 200 : refusal > 0 ? refusal : isKnown ? 200 : 401;
      byte[] answer =
          (status == 200 ? content(path, body) : "{\"error\": {\"code\": %d}}".formatted(status))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private String content(String path, String body) {
    if (path.equals("/token")) {
      return "{\"access_token\": \"%s\", \"expires_in\": 3600, \"token_type\": \"Bearer\"}"
          .formatted(TOKEN);
    }
    if (path.endsWith("/projects/proj/instances/inst/connectSettings")) {
      return """
      {"backendType": "SECOND_GEN", "region": "europe-west1", "databaseVersion": "POSTGRES_18",
       "ipAddresses": [{"type": "PRIMARY", "ipAddress": "%s"}], "serverCaCert": {"cert": "%s"}}
      """
          .formatted(host, json(authority.certificate()));
    }
    return "{\"ephemeralCert\": {\"cert\": \"%s\"}}"
        .formatted(json(authority.sign("client", publicKey(body))));
  }

  private static PublicKey publicKey(String body) {
    Matcher key = PUBLIC_KEY.matcher(body);
    if (!key.find()) {
      throw new IllegalStateException("no public key in " + body);
    }
    String base64 = key.group(1).replace("\\n", "\n").replaceAll("-----[^-]*-----", "");
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(Certificate certificate) {
    try {
      return TestAuthority.pem("CERTIFICATE", certificate.getEncoded()).replace("\n", "\\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    boolean isPacked = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    return new String(
        (isPacked ? new GZIPInputStream(in) : in).readAllBytes(), StandardCharsets.UTF_8);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // A connection or the whole fake has ended.
              }
            },
            "fake-cloud-sql");
    thread.setDaemon(true);
    thread.start();
  }
}
