package dev.cityhall.api;

/** Names that every object of ours carries; the words of the API that are not fields. */
public final class CityHall {

  /** API group of all our kinds. */
  public static final String GROUP = "cityhall.dev";

  /** Version of all our kinds. */
  public static final String VERSION = "v1alpha1";

  /** Department code; on every object of ours and on every namespace of a department. */
  public static final String DEPARTMENT = GROUP + "/department";

  /** Business system; on the namespaces of systems, absent on a home namespace. */
  public static final String SYSTEM = GROUP + "/system";

  /** Environment of a business system, such as {@code prod}. */
  public static final String ENVIRONMENT = GROUP + "/environment";

  /** Protection level of GB/T 22239-2019, {@code 1} to {@code 3}. */
  public static final String LEVEL = GROUP + "/protection-level";

  /** Node pool that the namespace's pods belong to. */
  public static final String NODE_POOL = GROUP + "/node-pool";

  /**
   * Annotation of a native ResourceQuota: number of the leader that last wrote it. A leader that
   * reads a higher one than its own has been succeeded.
   */
  public static final String LEADER_EPOCH = GROUP + "/leader-epoch";

  /**
   * Annotation of a blocked workload: when room was granted to it, RFC 3339. The change makes its
   * controller try again at once instead of after its back-off.
   */
  public static final String QUOTA_GRANTED_AT = GROUP + "/quota-granted-at";

  /** The customary label that says who manages an object. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Value of {@link #MANAGED_BY} on everything of ours. */
  public static final String MANAGER = "cityhall";

  private CityHall() {}
}
