package dev.cityhall.quota.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * States in the order in which they were found, each once, with the state that it was found from.
 * Kept as rows of bytes in large blocks, with a table of hashes beside them: some 50 bytes a state.
 */
final class StateSet {

  private static final int ROWS_IN_BLOCK = 1 << 14;

  private final int width;
  private final List<byte[]> blocks = new ArrayList<>();
  private int[] table = new int[1 << 16];
  private int[] foundFrom = new int[1 << 14];
  private int size;

  /** For states of so many bytes. */
  StateSet(int width) {
    this.width = width;
  }

  int size() {
    return size;
  }

  byte[] get(int index) {
    var start = index % ROWS_IN_BLOCK * width;
    return Arrays.copyOfRange(blocks.get(index / ROWS_IN_BLOCK), start, start + width);
  }

  int foundFrom(int index) {
    return foundFrom[index];
  }

  /** Whether the state is new; then it is kept. */
  boolean add(byte[] state, int from) {
    var slot = slotOf(state);
    if (table[slot] != 0) {
      return false;
    }
    keep(state, from);
    table[slot] = size;
    if (size > table.length / 2) {
      grow();
    }
    return true;
  }

  private void keep(byte[] state, int from) {
    if (size % ROWS_IN_BLOCK == 0) {
      blocks.add(new byte[ROWS_IN_BLOCK * width]);
    }
    if (size == foundFrom.length) {
      foundFrom = Arrays.copyOf(foundFrom, 2 * size);
    }
    System.arraycopy(
        state, 0, blocks.get(size / ROWS_IN_BLOCK), size % ROWS_IN_BLOCK * width, width);
    foundFrom[size] = from;
    size++;
  }

  /** Where the state is, or the free slot where it would be; a slot holds the index plus 1. */
  private int slotOf(byte[] state) {
    var slot = hash(state) & table.length - 1;
    while (table[slot] != 0 && !isAt(table[slot] - 1, state)) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }

  private boolean isAt(int index, byte[] state) {
    var start = index % ROWS_IN_BLOCK * width;
    var block = blocks.get(index / ROWS_IN_BLOCK);
    return Arrays.equals(block, start, start + width, state, 0, width);
  }

  private static int hash(byte[] state) {
    var hash = Arrays.hashCode(state) * 0x9E3779B1;
    return hash ^ hash >>> 15;
  }

  private void grow() {
    table = new int[2 * table.length];
    for (var index = 0; index < size; index++) {
      table[slotOf(get(index))] = index + 1;
    }
  }
}
