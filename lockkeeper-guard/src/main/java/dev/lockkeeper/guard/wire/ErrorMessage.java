package dev.lockkeeper.guard.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of an error. Immutable.
 *
 * @param sqlState the SQLSTATE
 * @param message what happened
 * @param hint what to do; may be empty
 */
public record ErrorMessage(String sqlState, String message, String hint) {

  /** Reads the server's message {@code ErrorResponse}. */
  public static ErrorMessage of(Message response) throws ProtocolException {
    Map<Character, String> fields = new LinkedHashMap<>();
    FieldReader reader = response.fields();
    for (char code = reader.byte1(); code != '\0'; code = reader.byte1()) {
      fields.put(code, reader.text());
    }
    return new ErrorMessage(
        fields.getOrDefault('C', ""), fields.getOrDefault('M', ""), fields.getOrDefault('H', ""));
  }

  /** The message {@code ErrorResponse} of severity FATAL, which ends a session. */
  public Message response() {
    return response("FATAL");
  }

  /** The message {@code ErrorResponse} of severity ERROR, which ends a statement. */
  public Message statementResponse() {
    return response("ERROR");
  }

  private Message response(String severity) {
    MessageBuilder fields = new MessageBuilder();
    fields.byte1('S').text(severity).byte1('V').text(severity);
    fields.byte1('C').text(sqlState).byte1('M').text(message);
    if (!hint.isEmpty()) {
      fields.byte1('H').text(hint);
    }
    return fields.byte1('\0').build('E');
  }
}
