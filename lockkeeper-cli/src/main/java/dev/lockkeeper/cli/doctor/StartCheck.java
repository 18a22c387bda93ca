package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.doctor.pipeline.MigrateCommand;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Migrations at the start of the application's container: every instance runs them, and a failure
 * stops the service.
 */
final class StartCheck {
  private static final String ID = "migrate-at-start";
  private static final String FIX =
      "Run the migrations as a job before the deploy, and let the container only serve.";
  private static final Pattern DOCKER_START = Pattern.compile("(?i)\\s*(CMD|ENTRYPOINT)\\s+(.*)");
  private static final Pattern PROCESS = Pattern.compile("\\s*([A-Za-z0-9_-]+):\\s*(.*)");
  private static final Pattern PACKAGE_START =
      Pattern.compile("\\s*\"(?:pre)?start(?::[^\"]*)?\"\\s*:\\s*\"(.*)");
  private static final Pattern COMPOSE_START =
      Pattern.compile("\\s*(?:command|entrypoint):\\s*(.*)");
  private static final Pattern START_SCRIPT =
      Pattern.compile("(.*/)?(docker-)?(entrypoint|start|startup|run|boot)[^/]*\\.sh");

  private final List<ProjectText> texts;

  StartCheck(List<ProjectText> texts) {
    this.texts = texts;
  }

  void run(Diagnoses diagnoses) {
    for (ProjectText text : texts) {
      switch (text.kind()) {
        case DOCKERFILE -> commands(text, DOCKER_START, 2, diagnoses);
        case COMPOSE -> commands(text, COMPOSE_START, 1, diagnoses);
        case PACKAGE -> commands(text, PACKAGE_START, 1, diagnoses);
        case PROCFILE -> processes(text, diagnoses);
        case SHELL -> script(text, diagnoses);
        case OWN, DEPLOYMENT, TERRAFORM, SQL -> {}
      }
    }
    if (!diagnoses.has(ID)) {
      diagnoses.ok(ID, "nothing migrates when the application's container starts");
    }
  }

  private static void commands(ProjectText text, Pattern pattern, int group, Diagnoses diagnoses) {
    for (int i = 0; i < text.lines().size(); i++) {
      Matcher matcher = pattern.matcher(text.lines().get(i));
      if (matcher.matches()) {
        command(text.at(i + 1), continued(matcher.group(group), text.lines(), i), diagnoses);
      }
    }
  }

  private static String continued(String first, List<String> lines, int index) {
    StringBuilder command = new StringBuilder(first);
    for (int i = index; i + 1 < lines.size() && lines.get(i).stripTrailing().endsWith("\\"); i++) {
      command.append(' ').append(lines.get(i + 1).strip());
    }
    return command.toString();
  }

  /** A container that only migrates is a job; one that goes on to something else is a service. */
  private static void command(String place, String command, Diagnoses diagnoses) {
    if (!MigrateCommand.isIn(command)) {
      return;
    }
    if (command.contains("&&") || command.contains(";") || command.contains("||")) {
      diagnoses.warning(ID, place + " migrates and then starts something else", FIX);
    } else {
      diagnoses.info(
          ID,
          place + " only migrates, as the image of a job does",
          "See to it that no service runs this image with this command.");
    }
  }

  private static void processes(ProjectText text, Diagnoses diagnoses) {
    for (int i = 0; i < text.lines().size(); i++) {
      Matcher matcher = PROCESS.matcher(text.lines().get(i));
      if (matcher.matches()
          && !matcher.group(1).equals("release")
          && MigrateCommand.isIn(matcher.group(2))) {
        diagnoses.warning(
            ID,
            text.at(i + 1) + " migrates when a process of the application starts",
            "Move it to the line `release:`, which runs once before the deploy.");
      }
    }
  }

  private static void script(ProjectText text, Diagnoses diagnoses) {
    if (!START_SCRIPT.matcher(text.name().toLowerCase(Locale.ROOT)).matches()) {
      return;
    }
    int found = 0;
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (found > 0 && !line.matches("(fi|done|esac|else|then|exit\\b.*|echo\\b.*|})")) {
        diagnoses.warning(ID, text.at(found) + " migrates before the script goes on", FIX);
        return;
      }
      if (MigrateCommand.isIn(line)) {
        found = i + 1;
        if (line.contains("&&")) {
          command(text.at(found), line, diagnoses);
          return;
        }
      }
    }
  }
}
