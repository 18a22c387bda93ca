package dev.lockkeeper.release.gate;

import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.released.ReleaseLedger;
import java.util.Map;
import java.util.Optional;

/** Whether what a finished release has made is still what serves. */
record StillServes(Platform platform, ReleaseLedger ledger, Gate.Parts parts) {

  boolean is(ReleaseRecord finished) {
    Facts facts = new Facts(finished.facts(), (name, value) -> {});
    Optional<Serving> now =
        platform.serving(new GateWatch(ledger, parts.stop(), parts.listener(), facts));
    return now.isEmpty()
        || facts
            .revision()
            .map(made -> now.get().traffic().equals(Map.of(made.name(), 100)))
            .orElse(false)
        || now.get().revision().equals(facts.get("revision").orElse(""));
  }
}
