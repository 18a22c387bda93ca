import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Users: four of them ask the shop again and again, one of them for something that takes its time,
 * until SIGTERM. Then prints what they saw, and exits with 1 if they saw anything but products.
 */
final class Load {
  private static final int USERS = 4;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Map<String, Seen> revisions = new LinkedHashMap<>();
  private long failures;
  private long longestMillis;
  private boolean over;

  private record Seen(long count, LocalTime first, LocalTime last) {}

  public static void main(String[] arguments) {
    String address = "http://127.0.0.1:" + arguments[0] + "/products";
    Load load = new Load();
    Runtime.getRuntime().addShutdownHook(new Thread(load::report));
    for (int user = 0; user < USERS; user++) {
      URI asked = URI.create(user == 0 ? address + "?slow" : address);
      new Thread(() -> load.ask(asked)).start();
    }
  }

  private void ask(URI address) {
    while (true) {
      long start = System.nanoTime();
      try {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString());
        note(
            response.headers().firstValue("Shop-Revision").orElse("nobody"),
            response.statusCode() == 200 ? "" : response.statusCode() + " " + response.body(),
            start);
        Thread.sleep(5);
      } catch (IOException e) {
        note("nobody", String.valueOf(e.getMessage()), start);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void note(String revision, String failure, long start) {
    if (over) {
      return;
    }
    LocalTime now = LocalTime.now().truncatedTo(ChronoUnit.MILLIS);
    Seen seen = revisions.getOrDefault(revision, new Seen(0, now, now));
    revisions.put(revision, new Seen(seen.count() + 1, seen.first(), now));
    longestMillis = Math.max(longestMillis, (System.nanoTime() - start) / 1_000_000);
    if (!failure.isEmpty()) {
      failures++;
      System.err.println("A request failed: " + failure.strip());
    }
  }

  private synchronized void report() {
    over = true;
    long requests = revisions.values().stream().mapToLong(Seen::count).sum();
    System.out.println("requests: " + requests);
    System.out.println("failures: " + failures);
    System.out.println("longest:  " + longestMillis + " ms, of which one user asks for 500 ms");
    revisions.forEach(
        (name, seen) ->
            System.out.println(
                name + ": " + seen.count() + " answers, " + seen.first() + " to " + seen.last()));
    System.out.flush();
    Runtime.getRuntime().halt(requests > 0 && failures == 0 ? 0 : 1);
  }
}
