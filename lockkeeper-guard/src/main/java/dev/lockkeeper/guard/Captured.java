package dev.lockkeeper.guard;

import dev.lockkeeper.guard.capture.CapturedStatement;
import dev.lockkeeper.guard.capture.Obstacle;
import java.util.List;
import java.util.Optional;

/**
 * What programs did that were rolled back.
 *
 * @param answers what each of them ended with and printed; it stops behind one that fails
 * @param statements what they sent and would last, in order
 * @param obstacle why they could not come to their end, if it was not their own failure
 * @param failure the last statement that the server refused, if it refused one
 */
public record Captured(
    List<Guard.Answer> answers,
    List<CapturedStatement> statements,
    Optional<Obstacle> obstacle,
    Optional<Obstacle> failure) {

  public Captured {
    answers = List.copyOf(answers);
    statements = List.copyOf(statements);
  }
}
