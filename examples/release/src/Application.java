import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process of the application, started from the folder that stands for its image. */
final class Application {
  private final Process process;
  private final URI address;

  private Application(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param libraries the class path of what does not belong to an image: the driver
   */
  static Application start(Path image, String libraries) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            "classes" + File.pathSeparator + libraries,
            "Shop");
    builder.directory(image.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    process.getOutputStream().close();
    BufferedReader output = process.inputReader();
    String port = output.readLine();
    if (port == null) {
      throw new IOException("the application of " + image + " ended at once");
    }
    return new Application(process, URI.create("http://127.0.0.1:" + port));
  }

  URI address() {
    return address;
  }

  /** Asks it to end, and waits for that. */
  void end() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
