import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * The floor of a run with nothing to do: reads and hashes every migration file, connects, reads a thousand rows.
 * Usage: Floor PORT DATABASE DIR.
 */
final class Floor {
  private static final String ROWS = "select relname, relkind from pg_class where relname ~ '^t_' limit 1000";

  private Floor() {}

  public static void main(String[] args) throws Exception {
    var files = new ArrayList<Path>();
    try (var listed = Files.newDirectoryStream(Path.of(args[2]), "*.sql")) {
      listed.forEach(files::add);
    }
    var digest = MessageDigest.getInstance("SHA-256");
    for (var file : files) {
      digest.digest(Files.readAllBytes(file));
    }
    var properties = new Properties();
    properties.setProperty("user", "bench");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("assumeMinServerVersion", "12");
    var rows = 0;
    try (var connection = new Driver().connect("jdbc:postgresql://127.0.0.1:" + args[0] + "/" + args[1], properties);
        var statement = connection.createStatement();
        var result = statement.executeQuery(ROWS)) {
      while (result.next()) {
        rows++;
      }
    }
    System.out.println(files.size() + " files, " + rows + " rows");
  }
}
