package dev.lockkeeper.guard.record;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements or portals of a session, by their names. What is too much is forgotten, the oldest
 * first: its text is then missing in the record, and nothing else. Not thread-safe.
 */
final class PreparedStatements {
  private static final int MOST_NAMES = 10_000;
  private static final long MOST_CHARACTERS = 1024 * 1024;

  private final Map<String, Sent> byName = new LinkedHashMap<>();
  private long characters;

  /**
   * Takes a statement, or takes one away.
   *
   * @param sent null to forget the name
   * @return what had the name before
   */
  @Nullable Sent put(String name, @Nullable Sent sent) {
    Sent before = byName.remove(name);
    characters -= before == null ? 0 : before.size();
    if (sent != null) {
      byName.put(name, sent);
      characters += sent.size();
      forgetOldest();
    }
    return before;
  }

  private void forgetOldest() {
    Iterator<Sent> oldest = byName.values().iterator();
    while (byName.size() > 1 && (byName.size() > MOST_NAMES || characters > MOST_CHARACTERS)) {
      characters -= oldest.next().size();
      oldest.remove();
    }
  }

  /** The statement of a name. */
  Sent get(String name) {
    Sent sent = byName.get(name);
    return sent == null ? Sent.unknown("EXECUTE", "(a statement of unknown text)") : sent;
  }
}
