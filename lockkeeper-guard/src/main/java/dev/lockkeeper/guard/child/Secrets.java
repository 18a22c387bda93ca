package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.settings.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The secrets that Lockkeeper was given, none of which a program may get from it: not in its
 * environment, not in its arguments. Immutable; {@link #toString()} hides them.
 *
 * <p>A password of fewer than four characters, or one that stands in the name of the role or of the
 * database, cannot be kept from a program that has to know these names, and would be found in every
 * second word. Of such a password only what looks like its use is noticed: its place in a URL, or a
 * variable that is named as a secret and has exactly this value.
 */
public final class Secrets {
  /** Shorter texts are too common to be looked for. */
  static final int SHORTEST = 4;

  /** For programs that may have whatever we have. */
  public static final Secrets NONE = new Secrets(List.of(), Set.of());

  private final List<String> distinctive;
  private final List<String> weak;

  private Secrets(Collection<Secret> values, Set<String> names) {
    this.distinctive = new ArrayList<>();
    this.weak = new ArrayList<>();
    for (Secret secret : values) {
      String value = secret.reveal();
      boolean isWeak =
          value.length() < SHORTEST || names.stream().anyMatch(name -> name.contains(value));
      if (!value.isBlank()) {
        (isWeak ? weak : distinctive).add(value);
      }
    }
  }

  /** The secrets of a database's address. */
  public static Secrets of(DatabaseAddress server) {
    List<Secret> values = new ArrayList<>();
    server.password().ifPresent(values::add);
    Optional.ofNullable(server.parameters().get("sslpassword"))
        .map(Secret::of)
        .ifPresent(values::add);
    return new Secrets(values, Set.of(server.user(), server.database()));
  }

  /** The values, for what is to be masked. */
  List<String> values() {
    return Stream.concat(distinctive.stream(), weak.stream()).toList();
  }

  /** Takes the secrets out of texts; those that are too common stay in. */
  public Redaction redaction() {
    return Redaction.of(distinctive.stream().map(Secret::of).toList());
  }

  /** Whether a text holds a secret, as it is or percent-encoded. */
  boolean areIn(String text) {
    String decoded = Percent.decoded(text);
    String spaced = Percent.decoded(text.replace('+', ' '));
    return distinctive.stream()
            .anyMatch(
                each -> text.contains(each) || decoded.contains(each) || spaced.contains(each))
        || weak.stream().anyMatch(each -> decoded.contains(":" + each + "@"));
  }

  /** Whether a variable holds a secret. */
  boolean areIn(String variable, String value) {
    return areIn(value) || (SecretNames.isSecret(variable) && weak.contains(value));
  }

  /**
   * Refuses a command line that holds a secret, which everybody on the machine could read.
   *
   * @throws LockkeeperException with {@link ErrorCode#USAGE}
   */
  public void refuseIn(ChildCommand command) {
    refuseIn(
        command,
        "Leave the address and the password out: the program gets those of the relay"
            + " through PGHOST, PGPASSWORD, DATABASE_URL and their like, or through the"
            + " variables that run.env in lockkeeper.yaml names.");
  }

  /**
   * Refuses a command line that holds a secret.
   *
   * @param hint what to write instead
   * @throws LockkeeperException with {@link ErrorCode#USAGE}
   */
  public void refuseIn(ChildCommand command, String hint) {
    List<String> words = command.words();
    for (int i = 0; i < words.size(); i++) {
      if (areIn(words.get(i))) {
        throw LockkeeperException.because(
                ErrorCode.USAGE,
                (i == 0 ? "the program's name" : "argument " + i + " of the program")
                    + " holds the database's password, which other users of the machine could read")
            .databaseState("Nothing was changed.")
            .hint(hint)
            .build();
      }
    }
  }

  @Override
  public String toString() {
    return distinctive.size() + weak.size() + " secrets";
  }
}
