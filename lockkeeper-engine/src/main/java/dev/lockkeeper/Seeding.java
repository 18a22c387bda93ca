package dev.lockkeeper;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.source.DataScript;
import dev.lockkeeper.source.ScriptFile;
import dev.lockkeeper.source.ScriptFolder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs data scripts: each in a transaction of its own, in the order of their names. */
final class Seeding {
  private final Execution execution;

  Seeding(Execution execution) {
    this.execution = execution;
  }

  RunReport run(ScriptFolder seeds) {
    List<ScriptFile> files = new ArrayList<>(seeds.scripts());
    files.sort(Comparator.comparing(ScriptFile::display));
    List<CheckedScript> scripts = new ArrayList<>();
    for (ScriptFile file : files) {
      scripts.add(checked(file));
    }
    if (scripts.isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.FOLDER_EMPTY, "there is no data script in " + seeds.display())
          .hint("Put .sql files into it; they run in the order of their names, at every call.")
          .build();
    }
    return execution.seed(scripts);
  }

  private static CheckedScript checked(ScriptFile file) {
    CheckedScript script = CheckedScript.of(DataScript.read(file));
    if (!script.isOneTransaction()) {
      throw LockkeeperException.because(
              ErrorCode.TRANSACTION_CONTROL,
              file.display() + " holds a statement that refuses a transaction")
          .at(Place.of(file.display()))
          .hint("A data script runs in one transaction; put the statement into a migration.")
          .build();
    }
    return script;
  }
}
