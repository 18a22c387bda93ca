import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The programs of the platform {@code command}: gives the front an order, such as {@code traffic
 * REVISION 50}, and prints its answer. Exits with 1 if the front refuses or is not there.
 */
final class Ask {
  private Ask() {}

  public static void main(String[] words) throws InterruptedException {
    String port = System.getenv().getOrDefault("SHOP_ADMIN_PORT", "8091");
    URI address = URI.create("http://127.0.0.1:" + port + "/" + String.join("/", words));
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (!response.body().isBlank()) {
        (response.statusCode() == 200 ? System.out : System.err).print(response.body());
      }
      System.exit(response.statusCode() == 200 ? 0 : 1);
    } catch (IOException e) {
      System.err.println("No front answers at 127.0.0.1:" + port + ": is ./demo --serve running?");
      System.exit(1);
    }
  }
}
