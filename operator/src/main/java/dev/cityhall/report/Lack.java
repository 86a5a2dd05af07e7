package dev.cityhall.report;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Plane;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a pod that was refused waits for, and what to do. Pure.
 *
 * @param plan how the namespace stands
 * @param each what a quota is charged for the pod
 */
record Lack(ViewPlan plan, Amounts each) {

  /** What is to be said of a pod that only the grants for its PriorityClass keep from starting. */
  static String ofPriority(String priorityClass) {
    return "it waits for room that the grants for PriorityClass %s leave, which limit pods of this class apart (quota %s); end some of them, or ask the platform to raise a grant with priorityClassName: %s or its share of this namespace"
        .formatted(priorityClass, Plane.ofPriority(priorityClass).quota(), priorityClass);
  }

  /** Without amounts of use, so that it changes when there is news. */
  String message() {
    var lacking =
        plan.quota().hard().keys().stream()
            .filter(key -> wanted(key) > 0 && !isRoomFor(key))
            .toList();
    if (lacking.isEmpty()) {
      return "there is room for the next pod here now, and its controller is told so";
    }
    return "it waits for %s; %s".formatted(named(lacking), todo(lacking));
  }

  private long wanted(QuotaKey key) {
    return each.orZero(key);
  }

  private boolean isRoomFor(QuotaKey key) {
    return wanted(key) <= plan.quota().hard().minus(plan.quota().used()).orZero(key);
  }

  /** The one obstacle that has to go first. */
  private String todo(List<QuotaKey> lacking) {
    var over = where(lacking, this::isOverBudget);
    if (!over.isEmpty()) {
      return "the department uses more than its budget of %s: end what is not needed, or ask the platform for a grant"
          .formatted(named(over));
    }
    var never = where(lacking, key -> wanted(key) > plan.budget().orZero(key));
    if (!never.isEmpty()) {
      return "one pod asks for more than the whole budget of the department (%s): let it ask for less, or ask the platform for a grant"
          .formatted(plan.budget().only(Set.copyOf(never)));
    }
    var capped = where(lacking, this::isCapped);
    if (!capped.isEmpty()) {
      return "the ceiling of this namespace stops it: end what is not needed here, or ask the platform for a higher distribution.shares[].ceiling of %s in the grant"
          .formatted(named(capped));
    }
    var used = where(lacking, key -> wanted(key) > headroom(key));
    if (!used.isEmpty()) {
      return "the department has too little of %s left anywhere: end what is not needed, or ask the platform for a grant"
          .formatted(named(used));
    }
    return plan.ceilingIfElastic().isPresent()
        ? "the department has room elsewhere, which comes here by itself as far as others can spare"
            + " it"
        : "the department has room elsewhere: ask the platform to give this namespace more of it by"
            + " distribution.shares[].weight or guarantee of the grant, or by distribution.mode:"
            + " Elastic";
  }

  private boolean isOverBudget(QuotaKey key) {
    return plan.budget().has(key) && plan.departmentUsed().orZero(key) > plan.budget().orZero(key);
  }

  private boolean isCapped(QuotaKey key) {
    return plan.ceilingIfElastic()
        .filter(ceiling -> ceiling.has(key))
        .filter(ceiling -> plan.quota().used().orZero(key) > ceiling.orZero(key) - wanted(key))
        .isPresent();
  }

  private long headroom(QuotaKey key) {
    return plan.budget().minus(plan.departmentUsed()).orZero(key);
  }

  private static List<QuotaKey> where(List<QuotaKey> keys, Predicate<QuotaKey> holds) {
    return keys.stream().filter(holds).toList();
  }

  private static String named(List<QuotaKey> keys) {
    return keys.stream().map(QuotaKey::name).collect(Collectors.joining(", "));
  }
}
