package dev.lockkeeper.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a history table, each with the category of its type as {@code pg_type.typcategory}
 * has it: N numbers, S text, D times, B truth values, U others. The category leaves room for what
 * differs between the versions of a tool, such as serial and bigserial.
 */
final class Signature {
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final Set<String> optional = new LinkedHashSet<>();

  private Signature() {}

  /** Reads {@code name:category}, with a question mark behind what only some versions have. */
  static Signature of(String text) {
    Signature signature = new Signature();
    for (String column : text.split(" ", -1)) {
      int colon = column.indexOf(':');
      String name = column.substring(0, colon);
      signature.columns.put(name, column.substring(colon + 1, colon + 2));
      if (column.endsWith("?")) {
        signature.optional.add(name);
      }
    }
    return signature;
  }

  /** How a table differs from it, in words; empty if the tool may have made the table. */
  List<String> differences(Map<String, String> found) {
    List<String> differences = new ArrayList<>();
    found.forEach(
        (name, category) -> {
          String expected = columns.get(name);
          if (expected == null) {
            differences.add("unknown column " + name);
          } else if (!expected.equals(category)) {
            differences.add("column " + name + " of an unexpected type");
          }
        });
    for (String name : columns.keySet()) {
      if (!found.containsKey(name) && !optional.contains(name)) {
        differences.add("no column " + name);
      }
    }
    return differences;
  }
}
