package dev.lockkeeper;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.lockkeeper.cli.Main;
import dev.lockkeeper.cli.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The main classes of all modules keep to the table of packages in {@code docs/architecture.md}.
 * The table is read from the page, since one table is simpler to keep true than two.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.lockkeeper";
  private static final Path REPOSITORY = Path.of("..");
  private static final Path PAGE = REPOSITORY.resolve("docs/architecture.md");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(dev\\.lockkeeper[a-z.]*)` \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(ROOT);

  @Test
  void everyModuleIsLookedAt() {
    assertThat(packages())
        .contains(ROOT, ROOT + ".rehearsal.scratch", ROOT + ".guard.relay", ROOT + ".cli");
  }

  @Test
  void packagesImportWhatTheTableAllows() throws IOException {
    Map<String, Set<String>> table = table();
    assertThat(table.keySet()).containsAll(packages());
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String from = type.getPackageName();
        String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (isOurs(to) && !to.equals(from) && !table.getOrDefault(from, Set.of()).contains(to)) {
          violations.add(from + " imports " + to + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheDialectKnowsTheDriver() {
    noClasses()
        .that(
            not(resideInAPackage(ROOT + ".database.postgres"))
                .and(not(belongToAnyOf(Training.class))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.postgresql..")
        .check(CLASSES);
  }

  @Test
  void planKnowsNoDatabase() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".plan")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void librariesStayInTheirPackages() {
    onlyIn(ROOT + ".cli", "picocli..");
    onlyIn(Set.of(ROOT + ".cli.config", ROOT + ".cli.doctor.tree"), "org.snakeyaml..");
    onlyIn(Set.of(ROOT + ".cli.report", ROOT + ".signal"), "com.fasterxml..");
    onlyIn(ROOT + ".rehearsal.scratch", "org.apache.commons..");
    onlyIn(ROOT + ".guard.server", "com.ongres..");
    onlyIn(ROOT + ".kubernetes", "io.fabric8..");
  }

  private static void onlyIn(String home, String library) {
    onlyIn(Set.of(home), library);
  }

  private static void onlyIn(Set<String> homes, String library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(homes.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void onlyProgramsTouchTheStandardStreams() {
    noClasses()
        .that(not(belongToAnyOf(Main.class, Training.class)))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void noClassHasANameThatSaysNothing() {
    classes().should().haveNameNotMatching(".*(Utils?|Helper|Manager)").check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    Set<String> silent = new TreeSet<>();
    for (Path folder : sourceFolders()) {
      Path info = folder.resolve("package-info.java");
      if (!Files.exists(info) || !Files.readString(info).startsWith("/**")) {
        silent.add(folder.toString());
      }
    }
    assertThat(silent).isEmpty();
  }

  private static Set<Path> sourceFolders() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY, 12)) {
      return files
          .filter(
              file -> file.toString().matches("\\.\\./lockkeeper-[a-z]+/src/main/java/.*\\.java"))
          .map(Path::getParent)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Map<String, Set<String>> table() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .collect(Collectors.toMap(row -> row.group(1), ArchitectureTest::imports));
  }

  private static Set<String> imports(MatchResult row) {
    Matcher names = NAME.matcher(row.group(2));
    return names
        .results()
        .map(name -> name.group(1))
        .map(name -> name.equals(ROOT) ? ROOT : ROOT + "." + name)
        .collect(Collectors.toSet());
  }

  private static Set<String> packages() {
    return CLASSES.stream()
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOurs(String name) {
    return name.equals(ROOT) || name.startsWith(ROOT + ".");
  }

  /** A slice per package; sub-packages are slices of their own. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
