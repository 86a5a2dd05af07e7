package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantSpec.DeletionOrder;
import dev.cityhall.condition.Reason;
import dev.cityhall.condition.Verdict;
import java.util.Optional;

/**
 * Whether the deletion orders of a department are ones that can be carried out. Pure.
 *
 * <p>An order for a declared namespace waits, harmlessly, until the namespace is declared no
 * longer; so this is a remark, and makes no department unready.
 */
final class OrderJudge {

  static final String STAND_ALONE = "DeletionOrdersStandAlone";

  /** The remark; empty without orders. */
  static Optional<Verdict> of(TenantInput input, TenantPlan plan) {
    var orders = input.spec().deletionOrders();
    var idle =
        orders.stream()
            .map(DeletionOrder::namespace)
            .filter(name -> plan.namespaces().stream().anyMatch(n -> n.name().equals(name)))
            .toList();
    if (!idle.isEmpty()) {
      var more = idle.size() > 1 ? " (and %d more)".formatted(idle.size() - 1) : "";
      return Optional.of(
          Verdict.fails(STAND_ALONE, Reason.STILL_DECLARED, message(input, idle.get(0)) + more));
    }
    return orders.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Verdict.holds(
                STAND_ALONE, Reason.READY, "no deletion order is of a declared namespace"));
  }

  private static String message(TenantInput input, String name) {
    return name.equals(Names.home(input.department()))
        ? "the deletion order for %s has no effect, because that is the home namespace, which a department has as long as spec.systems has a system: there are %d. Nothing was deleted. Remove the systems first, or remove the order from spec.deletionOrders"
            .formatted(name, input.spec().systems().size())
        : "the deletion order for namespace %s has no effect, because spec.systems still declares it: %s. Nothing was deleted. Remove that environment from spec.systems, and the namespace goes; or remove the order from spec.deletionOrders, and it stays"
            .formatted(name, place(input, name));
  }

  private static String place(TenantInput input, String name) {
    for (var system : input.spec().systems()) {
      for (var environment : system.environments()) {
        if (Names.namespace(input.department(), system.name(), environment.name()).equals(name)) {
          return "environment %s of system %s".formatted(environment.name(), system.name());
        }
      }
    }
    throw new IllegalArgumentException(name + " is not declared");
  }

  private OrderJudge() {}
}
