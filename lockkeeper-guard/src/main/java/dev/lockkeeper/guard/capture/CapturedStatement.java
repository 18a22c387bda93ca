package dev.lockkeeper.guard.capture;

import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.sql.Effect;
import dev.lockkeeper.sql.LiteralMasking;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.WriteKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A statement that was run and rolled back. Immutable; {@link #toString()} shows no value.
 *
 * @param command such as {@code CREATE TABLE}
 * @param text the statement as it was sent
 * @param masked the same without values and passwords; definitions keep their literals
 * @param values its parameters as SQL writes them, in order
 * @param writes what it changes, as far as its text tells; it does not only read
 * @param effect the relations that it makes and names
 */
public record CapturedStatement(
    String command,
    String text,
    String masked,
    List<String> values,
    WriteKind writes,
    Effect effect) {

  public CapturedStatement {
    values = List.copyOf(values);
  }

  static CapturedStatement of(Statement statement, List<String> values, boolean backslashEscapes) {
    return new CapturedStatement(
        statement.type().command(),
        statement.text(),
        LiteralMasking.mask(statement.text(), statement.type().command(), backslashEscapes),
        values,
        WriteKind.of(statement),
        statement.type().effect());
  }

  /** All relations that it names. */
  public Set<String> relations() {
    Set<String> all = new TreeSet<>(effect.creates());
    all.addAll(effect.touches());
    return all;
  }

  /** Its parameters in one line, such as {@code $1 = 'x', $2 = NULL}; empty if it has none. */
  public String parameters() {
    List<String> numbered = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      numbered.add("$" + (i + 1) + " = " + values.get(i).replaceAll("\\R", " "));
    }
    return String.join(", ", numbered);
  }

  /** It without the secrets. */
  public CapturedStatement without(Redaction secrets) {
    return new CapturedStatement(
        command,
        secrets.apply(text),
        secrets.apply(masked),
        values.stream().map(secrets::apply).toList(),
        writes,
        effect);
  }

  /** About how many characters it keeps. */
  int size() {
    return text.length() + masked.length() + values.stream().mapToInt(String::length).sum();
  }

  @Override
  public String toString() {
    return command;
  }
}
