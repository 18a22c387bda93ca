package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.ledger.Entry;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.JavaBody;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.CanonicalText;
import java.util.List;
import java.util.Optional;

/** Makes the ledger's entries of steps. */
final class Entries {
  private Entries() {}

  static Entry of(
      Step step, CheckedScript script, int batch, String duration, Entry.StatementTimes times) {
    return new Entry(
        step.migration(),
        step.direction(),
        batch,
        duration,
        times,
        Optional.of(script.maskedText()),
        script.body().exactChecksum(),
        Checksum.exact(CanonicalText.of(script.text())));
  }

  static Entry of(Step step, JavaBody body, int batch, String duration) {
    return new Entry(
        step.migration(),
        step.direction(),
        batch,
        duration,
        new Entry.StatementTimes(0, List.of(), List.of()),
        Optional.empty(),
        body.exactChecksum(),
        body.canonicalChecksum());
  }
}
