package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.tree.YamlTree;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Substitutions of Cloud Build: {@code $NAME} and {@code ${NAME}} anywhere but in {@code script};
 * {@code $$} is a dollar sign. The built-in names are those of Cloud Build's manual, "Substitute
 * variable values".
 */
final class SubstitutionCheck {
  private static final String ID = "pipeline.substitution";
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$|\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)[^}]*\\}|([A-Za-z_][A-Za-z0-9_]*))");
  private static final Set<String> BUILT_IN =
      Set.of(
          "PROJECT_ID",
          "PROJECT_NUMBER",
          "BUILD_ID",
          "LOCATION",
          "TRIGGER_NAME",
          "COMMIT_SHA",
          "REVISION_ID",
          "SHORT_SHA",
          "REPO_NAME",
          "REPO_FULL_NAME",
          "BRANCH_NAME",
          "TAG_NAME",
          "REF_NAME",
          "TRIGGER_BUILD_CONFIG_PATH",
          "SERVICE_ACCOUNT_EMAIL",
          "SERVICE_ACCOUNT",
          "_HEAD_BRANCH",
          "_BASE_BRANCH",
          "_HEAD_REPO_URL",
          "_PR_NUMBER");

  private SubstitutionCheck() {}

  static void examine(String file, YamlTree root, Findings findings) {
    Set<String> declared = new LinkedHashSet<>();
    root.at("substitutions").ifPresent(all -> declared.addAll(all.entries().keySet()));
    boolean isLoose =
        root.textAt("options", "substitutionOption").filter("ALLOW_LOOSE"::equals).isPresent();
    boolean mapsAll =
        root.textAt("options", "automapSubstitutions").filter("true"::equals).isPresent();
    Map<String, Integer> used = references(root);
    used.forEach(
        (name, line) -> {
          if (!declared.contains(name) && !BUILT_IN.contains(name)) {
            unknown(file, name, line, isLoose, findings);
          }
        });
    if (!isLoose && !mapsAll) {
      for (String name : declared) {
        if (!used.containsKey(name)) {
          findings.warning(
              ID,
              file,
              root.at("substitutions").orElse(root).lineOf(name),
              name + " is declared and not used: `gcloud builds submit` refuses the build",
              "Take it out, or use it as $" + name + ".");
        }
      }
    }
  }

  private static Map<String, Integer> references(YamlTree root) {
    Map<String, Integer> used = new LinkedHashMap<>();
    root.scalars(
        (key, scalar) -> {
          if (key.equals("script")) {
            return;
          }
          int line = scalar.textLine();
          for (String part : scalar.text().orElse("").split("\n", -1)) {
            Matcher matcher = REFERENCE.matcher(part);
            while (matcher.find()) {
              String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
              if (name != null) {
                used.putIfAbsent(name, line);
              }
            }
            line++;
          }
        });
    return used;
  }

  private static void unknown(
      String file, String name, int line, boolean isLoose, Findings findings) {
    if (!name.startsWith("_")) {
      findings.problem(
          ID,
          file,
          line,
          "$" + name + " is no substitution of Cloud Build, which refuses the build",
          "Write $$" + name + " if the shell's variable is meant.");
    } else if (!isLoose) {
      findings.warning(
          ID,
          file,
          line,
          "$"
              + name
              + " has no value here: a build by hand is refused, and one by a trigger that does not"
              + " set it gets an empty text",
          "Add it below `substitutions:` with its usual value.");
    }
  }
}
