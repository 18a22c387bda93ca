package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.process.Program;
import dev.lockkeeper.release.settings.CommandSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Programs of the team before the job and after the release. */
record Hooks(Passage passage, Job job) {

  /** Runs them one after the other; the first that fails ends the step. */
  String run(List<List<String>> programs) {
    Map<String, String> facts = new HashMap<>(job.env());
    facts.put("LOCKKEEPER_SERVICE", passage.work().service().name());
    passage.facts().revision().ifPresent(made -> facts.put("LOCKKEEPER_REVISION", made.name()));
    passage
        .facts()
        .before()
        .ifPresent(serving -> facts.put("LOCKKEEPER_PREVIOUS", serving.revision()));
    for (List<String> words : programs) {
      Program program = Program.of(passage.work().parts().host(), words, facts);
      program
          .run(CommandSettings.TIMEOUT, passage.watch())
          .problem()
          .ifPresent(
              what -> {
                throw LockkeeperException.because(
                        ErrorCode.HOOK_FAILED, "the program " + program + " " + what)
                    .hint("Its output is above. Mend the cause and run the command again.")
                    .build();
              });
    }
    return programs.stream().map(words -> words.get(0)).collect(Collectors.joining(", "));
  }
}
