package dev.cityhall.quota;

import dev.cityhall.api.DepartmentQuotaSpec;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.PodDigest;
import dev.cityhall.cluster.Ref;
import java.util.Objects;
import java.util.Optional;

/**
 * One of the budgets of a department. Each plane is held by a native quota of its own in each
 * namespace, and runs the whole protocol for itself: bounds, leader's numbers, acknowledgement,
 * recount. A pod is charged in every plane that counts it.
 *
 * <p>The name of the native quota says everything about a plane, for its scope never changes.
 *
 * @param quota name of its native quota in each namespace
 * @param priorityClass the PriorityClass whose pods it counts, and nothing else; empty: everything
 */
public record Plane(String quota, String priorityClass) implements Comparable<Plane> {

  private static final String OF_PRIORITY = "cityhall-priority-";

  /** All that a department uses; it is there in every namespace. */
  public static final Plane WHOLE = new Plane("cityhall", "");

  /** The pods of one PriorityClass. */
  public static Plane ofPriority(String priorityClass) {
    return new Plane(OF_PRIORITY + priorityClass, priorityClass);
  }

  /** The plane of a grant, by its {@code spec.priorityClassName}; empty: the whole. */
  public static Plane of(String priorityClass) {
    return priorityClass.isEmpty() ? WHOLE : ofPriority(priorityClass);
  }

  /** The plane that a grant is for. */
  public static Plane of(DepartmentQuotaSpec grant) {
    return of(Objects.requireNonNullElse(grant.priorityClassName(), ""));
  }

  /** The plane that a native quota holds which is known to be ours. */
  static Plane heldBy(Ref quota) {
    return ofQuota(quota.name()).orElse(WHOLE);
  }

  /** The plane that a native quota of this name holds; empty if it is none of ours. */
  public static Optional<Plane> ofQuota(String name) {
    if (name.equals(WHOLE.quota)) {
      return Optional.of(WHOLE);
    }
    return name.startsWith(OF_PRIORITY) && name.length() > OF_PRIORITY.length()
        ? Optional.of(ofPriority(name.substring(OF_PRIORITY.length())))
        : Optional.empty();
  }

  /** Whether a native quota of this name holds a plane. */
  public static boolean isOne(String quotaName) {
    return ofQuota(quotaName).isPresent();
  }

  /** The plane of an object, if it is a native quota of ours. */
  static Optional<Plane> of(Observed object) {
    return object.ref().kind() == ObjectKind.RESOURCE_QUOTA
        ? ofQuota(object.ref().name())
        : Optional.empty();
  }

  /** Whether it counts everything, and not only some pods. */
  public boolean isWhole() {
    return priorityClass.isEmpty();
  }

  /** Whether it counts pods of this PriorityClass; empty for a pod without. */
  public boolean counts(String priorityClassOfPod) {
    return isWhole() || priorityClass.equals(priorityClassOfPod);
  }

  boolean counts(PodDigest pod) {
    return counts(pod.priorityClass());
  }

  /** Its native quota in a namespace. */
  public Ref ref(String namespace) {
    return new Ref(ObjectKind.RESOURCE_QUOTA, namespace, quota);
  }

  /** The whole first. */
  @Override
  public int compareTo(Plane other) {
    return quota.compareTo(other.quota);
  }
}
