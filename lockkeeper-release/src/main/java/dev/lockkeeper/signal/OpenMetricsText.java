package dev.lockkeeper.signal;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics as text, of the form that OpenMetrics 1.0 and Prometheus' older text format share: a
 * reader of the latter takes {@code # UNIT} and {@code # EOF} for comments.
 */
final class OpenMetricsText {
  private static final String END = "# EOF\n";

  private final StringBuilder text = new StringBuilder();

  private OpenMetricsText() {}

  static String of(List<MetricFamily> families) {
    OpenMetricsText page = new OpenMetricsText();
    families.forEach(page::add);
    return page.text.append(END).toString();
  }

  /** The same page with one more sample of the name's family, of which it has none. */
  static String with(String page, String name, String sample) {
    String head = "# TYPE " + name + " gauge\n# UNIT " + name + " seconds\n";
    return page.substring(0, page.length() - END.length()) + head + sample + "\n" + END;
  }

  /** A sample without its number. */
  static String sample(String name, Map<String, String> labels) {
    StringBuilder sample = new StringBuilder(name).append('{');
    String comma = "";
    for (Map.Entry<String, String> label : labels.entrySet()) {
      sample.append(comma).append(label.getKey()).append("=\"");
      sample.append(escaped(label.getValue())).append('"');
      comma = ",";
    }
    return sample.append("} ").toString();
  }

  private void add(MetricFamily family) {
    String name = family.name();
    if (family.value() instanceof MetricFamily.Gauge gauge) {
      head(family, "gauge");
      sample(name, gauge.labels(), number(gauge.number()));
    } else if (family.value() instanceof MetricFamily.Counter counter) {
      head(family, "counter");
      sample(name + "_total", counter.labels(), Long.toString(counter.number()));
    } else if (family.value() instanceof MetricFamily.Histogram histogram) {
      head(family, "histogram");
      buckets(name, histogram);
      sample(name + "_sum", histogram.labels(), number(histogram.sum()));
      sample(name + "_count", histogram.labels(), Long.toString(histogram.count()));
    }
  }

  private void head(MetricFamily family, String type) {
    text.append("# TYPE ").append(family.name()).append(' ').append(type).append('\n');
    if (!family.unit().isEmpty()) {
      text.append("# UNIT ").append(family.name()).append(" seconds\n");
    }
    text.append("# HELP ").append(family.name()).append(' ').append(family.help()).append('\n');
  }

  private void buckets(String name, MetricFamily.Histogram histogram) {
    long below = 0;
    for (int i = 0; i < histogram.counts().size(); i++) {
      below += histogram.counts().get(i);
      Map<String, String> labels = new LinkedHashMap<>(histogram.labels());
      boolean bounded = i < histogram.bounds().size();
      labels.put("le", bounded ? Double.toString(histogram.bounds().get(i)) : "+Inf");
      sample(name + "_bucket", labels, Long.toString(below));
    }
  }

  private void sample(String name, Map<String, String> labels, String number) {
    text.append(sample(name, labels)).append(number).append('\n');
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).toPlainString();
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
