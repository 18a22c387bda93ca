import org.flywaydb.core.Flyway;

/** Flyway's Java interface as a command, as its own command line is not to be had from Maven. Usage: FlywayMain URL DIR. */
final class FlywayMain {
  private FlywayMain() {}

  public static void main(String[] args) {
    Flyway.configure()
        .dataSource(args[0], "bench", "")
        .locations("filesystem:" + args[1])
        .load()
        .migrate();
  }
}
