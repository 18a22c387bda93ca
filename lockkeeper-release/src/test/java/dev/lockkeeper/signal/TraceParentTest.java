package dev.lockkeeper.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void namesTheTraceAndTheSpan() {
    assertThat(TraceParent.of(Map.of("TRACEPARENT", "00-" + TRACE + "-" + SPAN + "-01")))
        .contains(new TraceParent(TRACE, SPAN, true));
    assertThat(TraceParent.of(Map.of("TRACEPARENT", "00-" + TRACE + "-" + SPAN + "-00")))
        .contains(new TraceParent(TRACE, SPAN, false));
  }

  @Test
  void aLaterVersionMayHaveMore() {
    assertThat(TraceParent.of(Map.of("TRACEPARENT", "01-" + TRACE + "-" + SPAN + "-03-more")))
        .contains(new TraceParent(TRACE, SPAN, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "ff-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-01-more",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-" + TRACE + "-" + SPAN,
      })
  void whatNobodyCanReadIsNone(String value) {
    assertThat(TraceParent.of(Map.of("TRACEPARENT", value))).isEmpty();
  }
}
