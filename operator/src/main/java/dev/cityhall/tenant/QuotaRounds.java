package dev.cityhall.tenant;

import dev.cityhall.cluster.ApiFailure;
import dev.cityhall.cluster.Contested;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.NativeQuotas;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Observed;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.BoundRule;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.ObservedQuotas;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the native quotas of a department to their targets, round by round under the {@link
 * BoundRule}: what a shrink frees in one round is given out in the next, after it is in force.
 */
final class QuotaRounds {

  private static final Logger log = LoggerFactory.getLogger(QuotaRounds.class);
  private static final int MOST_ROUNDS = 6;

  private final Mirror mirror;
  private final NativeQuotas quotas;

  QuotaRounds(Mirror mirror, NativeQuotas quotas) {
    this.mirror = mirror;
    this.quotas = quotas;
  }

  /** The department's native quotas by namespace, as last read or written. */
  Map<String, NativeQuota> observed(String department) {
    return ObservedQuotas.ofDepartment(mirror, department);
  }

  /** What each quota may be set to now, all at the same time. */
  Map<String, Amounts> next(TenantPlan plan, Map<String, NativeQuota> observed) {
    var pinned = new LinkedHashMap<String, Amounts>();
    plan.targets()
        .forEach(
            (name, target) -> {
              var used = observed.getOrDefault(name, NativeQuota.ABSENT).used();
              var floor = plan.ordered().contains(name) ? Amounts.NONE : used.only(target.keys());
              pinned.put(name, target.max(floor));
            });
    return BoundRule.next(plan.budget(), pinned, observed);
  }

  /** Rounds until nothing is left to do or nothing can be done now. */
  void settle(String department, TenantPlan plan) {
    for (var round = 0; round < MOST_ROUNDS; round++) {
      var observed = observed(department);
      var next = next(plan, observed);
      var changes = 0;
      for (var quota : observed.entrySet()) {
        var wanted = next.get(quota.getKey());
        if (wanted != null && !wanted.equals(quota.getValue().hard())) {
          changes += change(department, quota.getKey(), wanted) ? 1 : 0;
        }
      }
      if (changes == 0) {
        return;
      }
    }
    log.info("quotas of {} are still being charged; the rest follows", department);
  }

  /** Whether every quota has what it shall have in the end. */
  boolean isAtTarget(String department, TenantPlan plan) {
    var observed = observed(department);
    return plan.targets().entrySet().stream()
        .filter(target -> observed.containsKey(target.getKey()))
        .allMatch(
            target ->
                target
                    .getValue()
                    .equals(observed.getOrDefault(target.getKey(), NativeQuota.ABSENT).hard()));
  }

  private boolean change(String department, String namespace, Amounts wanted) {
    var ref = new Ref(ObjectKind.RESOURCE_QUOTA, namespace, ObservedQuotas.NAME);
    var seen = mirror.get(ref);
    if (seen.isEmpty() || isTerminating(namespace)) {
      return false;
    }
    var quota = withHard(new NamespaceObjects(department, namespace).quota(), wanted);
    try {
      quotas.change(seen.get(), quota);
    } catch (ApiFailure.Conflict e) {
      log.debug("{}: {}; decided again", ref, e.getMessage());
    } catch (ApiFailure | Contested e) {
      log.warn("{} stays as it is for now: {}", ref, e.getMessage());
      return false;
    }
    return true;
  }

  private boolean isTerminating(String namespace) {
    return mirror.get(Ref.namespace(namespace)).map(Observed::deleting).orElse(true);
  }

  static ResourceQuota withHard(ResourceQuota quota, Amounts hard) {
    return new ResourceQuotaBuilder(quota)
        .editSpec()
        .withHard(hard.toQuantities())
        .endSpec()
        .build();
  }
}
