package dev.lockkeeper.cli;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.Lineage;
import dev.lockkeeper.guard.preset.Inquiry;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The order of a tool's migrations, for which the tool is asked once, when it is needed. */
final class AskedLineage implements Lineage {
  private final Optional<Inquiry<Lineage>> question;
  private final Function<Inquiry<Lineage>, Lineage> tool;
  private final Consumer<String> log;
  private @Nullable Lineage answer;

  /**
   * @param question empty for a tool whose history tells
   * @param tool asks
   * @param log is told if there is no answer
   */
  AskedLineage(
      Optional<Inquiry<Lineage>> question,
      Function<Inquiry<Lineage>, Lineage> tool,
      Consumer<String> log) {
    this.question = question;
    this.tool = tool;
    this.log = log;
  }

  @Override
  public List<String> upTo(List<String> heads) {
    Lineage known = answer;
    if (known == null) {
      known = question.map(this::asked).orElse(UNKNOWN);
      answer = known;
    }
    return known.upTo(heads);
  }

  private Lineage asked(Inquiry<Lineage> inquiry) {
    try {
      return tool.apply(inquiry);
    } catch (LockkeeperException e) {
      log.accept("only where the history stands now is recorded: " + e.getMessage());
      return UNKNOWN;
    }
  }
}
