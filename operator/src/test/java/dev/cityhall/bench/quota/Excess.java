package dev.cityhall.bench.quota;

/** How far and how often a figure was above its limit, looked at after every change. */
public final class Excess {

  /**
   * What was seen.
   *
   * @param most the largest value at any revision
   * @param episodes how often it went from within the limit to above it
   * @param revisions how many changes left it above
   */
  public record Seen(long limit, long most, long episodes, long revisions) {

    public boolean isAbove() {
      return episodes > 0;
    }

    /** The same over all of these. */
    public Seen plus(Seen other) {
      return new Seen(
          Math.max(limit, other.limit),
          Math.max(most, other.most),
          episodes + other.episodes,
          revisions + other.revisions);
    }
  }

  private final long limit;
  private long most;
  private long episodes;
  private long revisions;
  private boolean isAbove;
  private boolean hasJustBegun;

  Excess(long limit) {
    this.limit = limit;
  }

  void see(long value) {
    most = Math.max(most, value);
    var above = value > limit;
    hasJustBegun = above && !isAbove;
    episodes += hasJustBegun ? 1 : 0;
    revisions += above ? 1 : 0;
    isAbove = above;
  }

  /** Whether the last value began an episode. */
  boolean hasJustBegun() {
    return hasJustBegun;
  }

  Seen seen() {
    return new Seen(limit, most, episodes, revisions);
  }
}
