package dev.cityhall.condition;

/**
 * Every reason that a condition, an event or a namespace's status can carry. The word is stable;
 * docs/reference/reasons.md explains each, and a test holds the page to this list.
 */
public enum Reason {
  /** All that was asked for is there and proven. */
  READY("Ready", Kind.WELL),
  /** Work is under way and goes on by itself. */
  PROVISIONING("Provisioning", Kind.PASSING),
  /** The grant is in force. */
  GRANTED("Granted", Kind.WELL),
  /** The grant's validity has not begun. */
  NOT_YET_VALID("NotYetValid", Kind.WELL),
  /** The grant's validity is over. */
  EXPIRED("Expired", Kind.WELL),
  /** The pool has no room for the grant. */
  POOL_EXHAUSTED("PoolExhausted", Kind.USER),
  /** The City names a time zone that the IANA time zone database does not have. */
  UNKNOWN_TIME_ZONE("UnknownTimeZone", Kind.USER),
  /** A grant's distribution names a system or environment that the department does not have. */
  UNKNOWN_SYSTEM("UnknownSystem", Kind.USER),
  /** The guarantees of a grant's distribution are together more than the grant. */
  GUARANTEES_TOO_LARGE("GuaranteesTooLarge", Kind.USER),
  /** A resource names a department that has no DepartmentTenant. */
  UNKNOWN_DEPARTMENT("UnknownDepartment", Kind.PASSING),
  /** The department has no grant in force, so its quotas are zero. */
  NO_GRANT("NoGrant", Kind.PASSING),
  /** The department uses more than its budget; it keeps its pods and gets no new ones. */
  OVER_BUDGET("OverBudget", Kind.WELL),
  /** More pods exist than the budget allows, and no cut of the budget explains it. */
  BUDGET_BREACHED("BudgetBreached", Kind.PASSING),
  /** The City has a roster and the department is not on it. */
  NOT_ON_ROSTER("NotOnRoster", Kind.USER),
  /** Another department declared the domain first. */
  DOMAIN_TAKEN("DomainTaken", Kind.USER),
  /** A volume asks for a StorageClass that the department was not granted. */
  CLASS_NOT_GRANTED("ClassNotGranted", Kind.USER),
  /** A namespace of this name exists and is not CityHall's. */
  NAMESPACE_NOT_ADOPTED("NamespaceNotAdopted", Kind.USER),
  /** A namespace of this name belongs to another department. */
  NAMESPACE_OWNED_ELSEWHERE("NamespaceOwnedElsewhere", Kind.USER),
  /** The namespace is being deleted by somebody and must be gone before it can be made anew. */
  NAMESPACE_TERMINATING("NamespaceTerminating", Kind.PASSING),
  /** The API server refused a write; somebody must change something. */
  REFUSED("Refused", Kind.USER),
  /** A volume did not fit in the namespace's quota or cannot be changed so. */
  VOLUME_REFUSED("VolumeRefused", Kind.USER),
  /** The API server did not answer or answered with a passing error; it is tried again. */
  RETRYING("Retrying", Kind.PASSING),
  /** The native quota is not acknowledged yet. */
  QUOTA_PENDING("QuotaPending", Kind.PASSING),
  /** A pod that breaks the standard was not refused by it. */
  STANDARD_NOT_ENFORCED("StandardNotEnforced", Kind.PASSING),
  /** Somebody else changes an object of ours again and again. */
  CONTESTED("Contested", Kind.USER),
  /** The department is suspended by its resource. */
  SUSPENDED("Suspended", Kind.WELL),
  /** The namespace left the spec and is kept. */
  RETIRED("Retired", Kind.WELL),
  /** The namespace is being deleted by order. */
  DELETING("Deleting", Kind.PASSING),
  /** A deletion order names another uid than the namespace has. */
  WRONG_UID("WrongUid", Kind.USER),
  /** A deletion order names a namespace that is still declared. */
  STILL_DECLARED("StillDeclared", Kind.USER),
  /** A deletion order does not say that volumes may go, and there are some. */
  VOLUMES_KEPT("VolumesKept", Kind.USER);

  /** What a reason means for the one who waits. */
  public enum Kind {
    /** Nothing is amiss. */
    WELL,
    /** Goes away by itself. */
    PASSING,
    /** Stays until a person changes something: {@code Stalled}. */
    USER
  }

  private final String word;
  private final Kind kind;

  Reason(String word, Kind kind) {
    this.word = word;
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The word as it stands in conditions and events. */
  @Override
  public String toString() {
    return word;
  }
}
