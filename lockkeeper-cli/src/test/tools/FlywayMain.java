import org.flywaydb.core.Flyway;

/** Flyway's Java interface as a command. Usage: FlywayMain URL DIR. */
final class FlywayMain {
  private FlywayMain() {}

  public static void main(String[] args) {
    Flyway.configure().dataSource(args[0], null, null).locations("filesystem:" + args[1]).load().migrate();
  }
}
