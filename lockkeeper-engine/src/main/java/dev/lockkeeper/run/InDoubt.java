package dev.lockkeeper.run;

import java.util.function.Supplier;

/** Who decides about a statement whose fate is unknown. */
public enum InDoubt {
  /** The catalog; where it cannot, the run stops. */
  ASK_CATALOG,
  /** A person: it runs again. */
  RUN_AGAIN,
  /** A person: it counts as done. */
  SKIP;

  Fate decide(Supplier<Fate> catalog) {
    return switch (this) {
      case ASK_CATALOG -> catalog.get();
      case RUN_AGAIN -> Fate.NOT_APPLIED;
      case SKIP -> Fate.APPLIED;
    };
  }
}
