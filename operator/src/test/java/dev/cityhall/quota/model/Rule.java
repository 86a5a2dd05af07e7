package dev.cityhall.quota.model;

/** The rules of the protocol; a broken variant has exactly one of them switched off. */
enum Rule {
  /** Room that a shrink frees is given out only after {@code status.hard} has followed. */
  COUNT_ENFORCED("grow without the acknowledged shrink"),
  /** A namespace that uses more than its hard is counted at its use. */
  COUNT_USED("a shrunk namespace counted at its hard"),
  /** A leader that reads a higher epoch stops. */
  LEADER_EPOCH("no leader epoch"),
  /** A new leader stamps every quota before its first raise. */
  STAMP_FIRST("epoch without stamping first"),
  /** A write of the spec carries the version that it was decided on. */
  VERSIONED_WRITES("unversioned writes"),
  /** The controller-manager lowers no use while a charge is recent. */
  FENCE("no fence"),
  /** The own recount keeps the charges that have no pod yet. */
  CHARGES_ON_THE_WAY("own recount without the charges in flight"),
  /** The own recount carries the version that its sums belong to. */
  VERSIONED_RECOUNT("own recount with an unversioned write"),

  /** The controller-manager lifts no use above what is granted, out of a cache that is behind. */
  FENCE_UPWARDS("a fence that only looks at lowered use"),
  /** A write without answer counts until the quota is seen to have changed. */
  COUNT_UNANSWERED("a write without answer taken for not made"),
  /** What was used at the start of the watches and had no pod counts as a charge on its way. */
  START_FROM_USED("own recount that starts from nothing and waits for the time-out"),
  /** An old charge is dropped only after the pod watch has got beyond its time-out. */
  DROP_AFTER_PODS("old charges dropped while the pod watch is behind"),

  /** A new quota grants nothing; it is raised by compare-and-swap. */
  CREATE_AT_ZERO("a quota created with its room"),
  /** After a quota was seen for the first time, all are listed before the next raise. */
  LIST_AFTER_CREATE("a created quota raised without another list"),
  /** After the stamps, all quotas are listed again before the first raise. */
  LIST_AFTER_STAMP("a raise after the stamps without another list");

  private final String variant;

  Rule(String variant) {
    this.variant = variant;
  }

  /** What the protocol is without this rule. */
  String variant() {
    return variant;
  }
}
