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

  /** The customary label that says who manages an object. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Value of {@link #MANAGED_BY} on everything of ours. */
  public static final String MANAGER = "cityhall";

  private CityHall() {}
}
