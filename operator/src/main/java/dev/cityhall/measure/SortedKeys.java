package dev.cityhall.measure;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Quota keys in the order of their names; immutable. */
final class SortedKeys extends AbstractSet<QuotaKey> {

  private final QuotaKey[] sorted;

  /**
   * @param sorted in order, each once; not changed any more by the caller
   */
  SortedKeys(QuotaKey[] sorted) {
    this.sorted = sorted;
  }

  QuotaKey at(int place) {
    return sorted[place];
  }

  /** Place of the key; negative if it is not here. */
  int find(QuotaKey key) {
    return Arrays.binarySearch(sorted, key);
  }

  boolean isSameAs(SortedKeys other) {
    return sorted == other.sorted || Arrays.equals(sorted, other.sorted);
  }

  SortedKeys union(SortedKeys other) {
    if (containsAll(other)) {
      return this;
    }
    if (other.containsAll(this)) {
      return other;
    }
    var all = new TreeSet<>(List.of(sorted));
    all.addAll(other);
    return new SortedKeys(all.toArray(new QuotaKey[0]));
  }

  @Override
  public boolean contains(@Nullable Object key) {
    return key instanceof QuotaKey quotaKey && find(quotaKey) >= 0;
  }

  @Override
  public Iterator<QuotaKey> iterator() {
    return List.of(sorted).iterator();
  }

  @Override
  public int size() {
    return sorted.length;
  }
}
