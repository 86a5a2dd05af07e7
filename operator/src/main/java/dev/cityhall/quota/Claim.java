package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;

/**
 * What one namespace asks of a grant.
 *
 * @param guarantee amounts before any weight counts
 * @param ceiling amounts never exceeded; a key that is absent has no ceiling
 * @param weight part of the rest relative to the other namespaces, 0 or more
 */
public record Claim(Amounts guarantee, Amounts ceiling, int weight) {

  /** Nothing guaranteed, nothing capped, weight 1. */
  public static final Claim EVEN = new Claim(Amounts.NONE, Amounts.NONE, 1);

  /** Gets nothing unless guaranteed. */
  public static final Claim NOTHING = new Claim(Amounts.NONE, Amounts.NONE, 0);
}
