import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The revisions that the front knows, their shares of the traffic, and their requests in flight. A
 * request is counted under the same lock under which shares change, so no revision ends while it
 * has one. Thread-safe.
 */
final class Revisions {
  private final Path images;
  private final String libraries;
  private final Map<String, Revision> known = new LinkedHashMap<>();
  private final Object starting = new Object();
  private int turn;

  Revisions(Path images, String libraries) {
    this.images = images;
    this.libraries = libraries;
  }

  private static final class Revision {
    private final String name;
    private final String image;
    private Application application;
    private int share;
    private int inFlight;

    private Revision(String name, String image) {
      this.name = name;
      this.image = image;
    }
  }

  /** A request on its way to a revision. */
  record Passage(String revision, String image, URI address) {}

  /** Starts a revision; a second call for the same one changes nothing. */
  void deploy(String name, String image) throws IOException {
    synchronized (this) {
      known.putIfAbsent(name, new Revision(name, image));
    }
    wake(name);
  }

  /**
   * Starts a revision if it does not run: traffic may go back to one that was ended. Requests do
   * not wait for that.
   */
  void wake(String name) throws IOException {
    synchronized (starting) {
      Revision revision = sleeping(name);
      if (revision != null) {
        Application started = Application.start(images.resolve(revision.image), libraries);
        synchronized (this) {
          revision.application = started;
        }
      }
    }
  }

  private synchronized Revision sleeping(String name) {
    Revision revision = known.get(name);
    return revision == null || revision.application != null ? null : revision;
  }

  /** The revision with the largest share. */
  synchronized Optional<String> serving() {
    Revision most = null;
    for (Revision revision : known.values()) {
      if (revision.share > 0 && (most == null || revision.share > most.share)) {
        most = revision;
      }
    }
    return Optional.ofNullable(most).map(revision -> revision.name);
  }

  /** Chooses a revision by the shares; the caller must {@link #leave} it. */
  synchronized Optional<Passage> enter() {
    turn = (turn + 37) % 100;
    int passed = 0;
    for (Revision revision : known.values()) {
      passed += revision.share;
      if (turn < passed) {
        return Optional.of(enter(revision));
      }
    }
    return Optional.empty();
  }

  /** The same for a certain revision, whether or not it has a share; empty if it does not run. */
  synchronized Optional<Passage> enter(String name) {
    Revision revision = known.get(name);
    return revision == null || revision.application == null
        ? Optional.empty()
        : Optional.of(enter(revision));
  }

  private static Passage enter(Revision revision) {
    revision.inFlight++;
    return new Passage(revision.name, revision.image, revision.application.address());
  }

  synchronized void leave(Passage passage) {
    known.get(passage.revision()).inFlight--;
  }

  /** Gives a revision its share at once; what is left stays with the one that served most. */
  synchronized void shift(String name, int percent) {
    Revision other =
        known.values().stream()
            .filter(revision -> !revision.name.equals(name) && revision.share > 0)
            .reduce((one, two) -> two.share > one.share ? two : one)
            .orElse(null);
    known.values().forEach(revision -> revision.share = 0);
    known.get(name).share = other == null ? 100 : percent;
    if (other != null) {
      other.share = 100 - percent;
    }
  }

  /** Ends a revision that has no share and no request any more; whether that is so. */
  boolean drained(String name) {
    Application ended;
    synchronized (this) {
      Revision revision = known.get(name);
      if (revision == null || revision.application == null) {
        return true;
      }
      if (revision.share > 0 || revision.inFlight > 0) {
        return false;
      }
      ended = revision.application;
      revision.application = null;
    }
    ended.end();
    return true;
  }

  /** Ends them all. */
  void close() {
    List<Application> all = new ArrayList<>();
    synchronized (this) {
      for (Revision revision : known.values()) {
        if (revision.application != null) {
          all.add(revision.application);
        }
      }
    }
    all.forEach(Application::end);
  }
}
