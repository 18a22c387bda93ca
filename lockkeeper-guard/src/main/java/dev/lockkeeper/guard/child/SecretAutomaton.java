package dev.lockkeeper.guard.child;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;

/**
 * Finds texts in a stream of bytes, all at once and in one pass: the automaton of Aho and Corasick
 * ("Efficient String Matching", 1975). A state is a number, 0 at the start; it stands for the
 * longest end of what was read that begins one of the texts. Immutable and thread-safe.
 */
final class SecretAutomaton {
  private static final int NONE = -1;
  private static final int BYTES = 256;

  /** The successors of the start, which most bytes are read in. */
  private final int[] first = new int[BYTES];

  // The other states have one successor, as a rule: their edges are lists.
  private int[] child = new int[1];
  private int[] sibling = new int[1];
  private byte[] edge = new byte[1];
  private int[] depth = new int[1];
  private int[] fallback = new int[1];

  /** The length of the longest text that ends in a state; 0 if none does. */
  private int[] found = new int[1];

  /** How many of the bytes last read may belong to a text that has not ended yet. */
  private int[] held = new int[1];

  private int states = 1;

  SecretAutomaton(Collection<String> texts) {
    child[0] = NONE;
    Arrays.fill(first, NONE);
    for (String text : texts) {
      add(text.getBytes(StandardCharsets.UTF_8));
    }
    link();
  }

  /** The state after one more byte. */
  int next(int state, byte read) {
    int from = state;
    while (true) {
      int to = successor(from, read);
      if (to != NONE) {
        return to;
      }
      if (from == 0) {
        return 0;
      }
      from = fallback[from];
    }
  }

  /**
   * The length of the longest text that the bytes up to this state end with; 0 if there is none.
   */
  int found(int state) {
    return found[state];
  }

  /** How many of the last bytes are the beginning of a text that more bytes may complete. */
  int held(int state) {
    return held[state];
  }

  private void add(byte[] text) {
    int state = 0;
    for (byte each : text) {
      int to = successor(state, each);
      state = to == NONE ? grown(state, each) : to;
    }
    found[state] = depth[state];
  }

  private int successor(int state, byte read) {
    if (state == 0) {
      return first[read & 0xff];
    }
    int to = child[state];
    while (to != NONE && edge[to] != read) {
      to = sibling[to];
    }
    return to;
  }

  private int grown(int state, byte read) {
    int added = states++;
    if (added == child.length) {
      int size = 2 * added;
      child = Arrays.copyOf(child, size);
      sibling = Arrays.copyOf(sibling, size);
      edge = Arrays.copyOf(edge, size);
      depth = Arrays.copyOf(depth, size);
      fallback = Arrays.copyOf(fallback, size);
      found = Arrays.copyOf(found, size);
      held = Arrays.copyOf(held, size);
    }
    child[added] = NONE;
    sibling[added] = child[state];
    child[state] = added;
    edge[added] = read;
    depth[added] = depth[state] + 1;
    if (state == 0) {
      first[read & 0xff] = added;
    }
    return added;
  }

  /** Breadth first, so that a state's fallback, which is shorter, is complete before it. */
  private void link() {
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    queue.add(0);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      if (state != 0) {
        found[state] = Math.max(found[state], found[fallback[state]]);
        held[state] = child[state] == NONE ? held[fallback[state]] : depth[state];
      }
      for (int to = child[state]; to != NONE; to = sibling[to]) {
        fallback[to] = state == 0 ? 0 : next(fallback[state], edge[to]);
        queue.add(to);
      }
    }
  }
}
