package dev.lockkeeper.signal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that whoever started the process works in, as the variable {@code TRACEPARENT} has it
 * (W3C Trace Context, "traceparent Header Field Values"; OpenTelemetry, "Environment Variables as
 * Context Propagation Carriers"). Immutable.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId the span of the one who started us, 16 hexadecimal digits
 * @param sampled whether that one records its spans
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
  private static final String VARIABLE = "TRACEPARENT";
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** The trace of an environment; empty if it names none, or in a way that nobody can read. */
  public static Optional<TraceParent> of(Map<String, String> environment) {
    String value = environment.getOrDefault(VARIABLE, "").strip().toLowerCase(Locale.ROOT);
    Matcher matcher = FORM.matcher(value);
    if (!matcher.matches()
        || matcher.group(1).equals("ff")
        || matcher.group(2).matches("0+")
        || matcher.group(3).matches("0+")
        || (matcher.group(1).equals("00") && matcher.group(5) != null)) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(matcher.group(4), 16) & 1) == 1;
    return Optional.of(new TraceParent(matcher.group(2), matcher.group(3), sampled));
  }
}
