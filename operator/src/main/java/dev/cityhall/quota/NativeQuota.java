package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;

/**
 * What one native ResourceQuota says, read after our own last write to it.
 *
 * @param hard {@code spec.hard}
 * @param enforced {@code status.hard}: what admission compares with; empty until acknowledged
 * @param used {@code status.used}
 * @param epoch number of the leader that marked it last; 0 if none did
 */
public record NativeQuota(Amounts hard, Amounts enforced, Amounts used, long epoch) {

  /** A namespace that has no quota yet. */
  public static final NativeQuota ABSENT =
      new NativeQuota(Amounts.NONE, Amounts.NONE, Amounts.NONE);

  /** Of no leader. */
  public NativeQuota(Amounts hard, Amounts enforced, Amounts used) {
    this(hard, enforced, used, 0);
  }

  /**
   * The most that the namespace can have of a key, whatever is in flight: {@code max(spec.hard,
   * status.hard, status.used)}.
   */
  public long bound(QuotaKey key) {
    return Math.max(hard.orZero(key), Math.max(enforced.orZero(key), used.orZero(key)));
  }

  /** As it is or, if a write was carried out whose answer did not come, with these amounts. */
  NativeQuota orWith(Amounts sent) {
    return new NativeQuota(hard.max(sent), enforced, used, epoch);
  }

  /**
   * As it is or, where somebody's recount forgot pods that are there, with their charges.
   *
   * @param live charges of the pods that are there
   */
  NativeQuota withAtLeast(Amounts live) {
    var ofPods = live.only(PodCharge.keysOfPods(used));
    return new NativeQuota(hard, enforced, used.max(ofPods), epoch);
  }

  /** The bounds of all keys that the quota names. */
  public Amounts bounds() {
    return hard.max(enforced).max(used);
  }

  /** Whether nobody has set or marked it since the other was read; it may have been charged. */
  boolean isSetLike(NativeQuota other) {
    return hard.equals(other.hard()) && epoch == other.epoch();
  }

  /** Whether admission enforces exactly what the spec says. */
  public boolean isAcknowledged() {
    return hard.equals(enforced);
  }
}
