package dev.cityhall.quota;

import dev.cityhall.cluster.Ref;

/**
 * Finds workloads that may wait for quota though nobody has heard of a refusal: events run out, and
 * the recorders of the controllers pass over many of an object that has had some.
 */
final class Suspicions {

  private final BudgetKeeper keeper;
  private final LiveUse use;
  private final WaitingList waits;

  Suspicions(BudgetKeeper keeper, LiveUse use, WaitingList waits) {
    this.keeper = keeper;
    this.use = use;
    this.waits = waits;
  }

  /** A controller that just made pods wants perhaps more, where there is room for few. */
  void lookWhereScarce() {
    use.takeMakers()
        .forEach(
            (namespace, workloads) -> {
              var department = keeper.departmentOf(namespace);
              if (isScarce(department, namespace)) {
                workloads.forEach(this::suspect);
              }
            });
  }

  /** Whether little room is left in some plane of a namespace. */
  private boolean isScarce(String department, String namespace) {
    return keeper.planes(department).stream()
        .map(plane -> keeper.observed(department, plane).get(namespace))
        .anyMatch(quota -> quota != null && Recounter.isScarce(quota));
  }

  /** What an autoscaler wants more of has been refused it, or is being given it. */
  void lookAt(ScalingReserves autoscalers) {
    autoscalers.unserved().forEach(this::suspect);
  }

  private void suspect(Ref workload) {
    var department = keeper.departmentOf(workload.namespace());
    if (!department.isEmpty() && keeper.isElastic(department)) {
      waits.suspect(department, workload);
    }
  }
}
