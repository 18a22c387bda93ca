package dev.lockkeeper.sql;

import java.util.Arrays;

/** A growing list of offsets. Not thread-safe. */
final class IntList {
  private int[] values = new int[8];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int get(int index) {
    return values[index];
  }

  int removeLast() {
    return values[--size];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }
}
