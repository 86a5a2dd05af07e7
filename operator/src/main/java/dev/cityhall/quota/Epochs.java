package dev.cityhall.quota;

import java.util.Collection;

/**
 * What a leader may do, by the epochs that stand on the native quotas of a department.
 *
 * <p>A leader's epoch is a number larger than any leader's before. A leader that led before may not
 * know yet that it was followed; its writes carry the version that it read, so once every quota
 * carries the new epoch they fail, and the epoch that it then reads stops it.
 */
public final class Epochs {

  /** What to do next. */
  public enum Step {
    /** A later leader is at work: write nothing more. */
    STOP,
    /** Write the own epoch on each quota that has a lower one, list again, and ask again. */
    STAMP,
    /** Nobody else can write: room may be given out. */
    RAISE
  }

  /**
   * The next step of a leader.
   *
   * @param own the leader's epoch
   * @param found the epochs on all native quotas of the department, of one list that was answered
   *     after the leader's last stamp or creation; 0 stands for a quota without epoch
   */
  public static Step next(long own, Collection<Long> found) {
    if (found.stream().anyMatch(epoch -> epoch > own)) {
      return Step.STOP;
    }
    return found.stream().anyMatch(epoch -> epoch < own) ? Step.STAMP : Step.RAISE;
  }

  private Epochs() {}
}
