import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.InfoOutput;

/**
 * Flyway's core behind the words of its command line, which does not come as jars. Options are
 * settings of Flyway without their prefix; {@code info} prints the fields of Flyway's own result.
 */
final class FlywayCommand {
  private FlywayCommand() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> settings = new HashMap<>();
    String verb = "";
    for (String word : args) {
      if (word.startsWith("-")) {
        String[] pair = word.substring(1).split("=", 2);
        settings.put("flyway." + pair[0], pair[1]);
      } else {
        verb = word;
      }
    }
    boolean isJson = "json".equals(settings.remove("flyway.outputType"));
    Flyway flyway = Flyway.configure().envVars().configuration(settings).load();
    if (verb.equals("migrate")) {
      flyway.migrate();
    } else if (verb.equals("info") && isJson) {
      List<String> migrations = new ArrayList<>();
      for (InfoOutput one : flyway.info().getInfoResult().migrations) {
        migrations.add(json(one));
      }
      System.out.println("{\n  \"operation\": \"info\",\n  \"migrations\": [" + String.join(",\n", migrations) + "]\n}");
    } else {
      throw new IllegalArgumentException(verb);
    }
  }

  private static String json(InfoOutput one) throws IllegalAccessException {
    List<String> members = new ArrayList<>();
    for (Field field : InfoOutput.class.getFields()) {
      Object value = field.get(one);
      String text = String.valueOf(value).replace("\\", "\\\\").replace("\"", "\\\"");
      members.add("\"" + field.getName() + "\": " + (value instanceof String ? '"' + text + '"' : text));
    }
    return "{" + String.join(", ", members) + "}";
  }
}
