package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows every revision of a department's native quotas, and of its pods, and keeps the worst that
 * was seen; by the key {@code pods}.
 */
final class BudgetLedger implements AutoCloseable {

  private final String department;
  private final String priorityClass;
  private final Map<String, Long> bounds = new HashMap<>();
  private final Set<String> pods = new HashSet<>();
  private final List<String> belowUse = new ArrayList<>();
  private final List<Watch> watches;
  private long mostBound;
  private int mostPods;

  BudgetLedger(KubernetesClient admin, String department) {
    this(admin, department, "");
  }

  /** Of the pods of one PriorityClass alone; empty: of all. */
  BudgetLedger(KubernetesClient admin, String department, String priorityClass) {
    this.department = department;
    this.priorityClass = priorityClass;
    this.watches =
        List.of(
            admin
                .resourceQuotas()
                .inAnyNamespace()
                .withLabel(CityHall.DEPARTMENT, department)
                .watch(new OfQuotas()),
            admin.pods().inAnyNamespace().watch(new OfPods()));
  }

  /** Neither the bounds nor the pods ever added up to more, and nobody was set below its use. */
  synchronized void assertNeverMoreThan(long budget) {
    assertSumsNeverMoreThan(budget);
    assertThat(belowUse).as("quotas set below what they use").isEmpty();
  }

  /**
   * Neither the bounds nor the pods ever added up to more. Under many clients a charge may come
   * between a cut and its acknowledgement, so that a quota stands below its use; the bounds count
   * it.
   */
  synchronized void assertSumsNeverMoreThan(long budget) {
    assertThat(mostBound).as("most that the quotas of %s allowed", department).isPositive();
    assertThat(mostBound).as("most that the quotas allowed").isLessThanOrEqualTo(budget);
    assertThat((long) mostPods).as("most pods that were there").isLessThanOrEqualTo(budget);
  }

  synchronized int pods() {
    return pods.size();
  }

  static long pods(Map<String, Quantity> amounts) {
    return amounts == null || !amounts.containsKey("pods")
        ? 0
        : amounts.get("pods").getNumericalAmount().longValue();
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }

  private final class OfQuotas implements Watcher<ResourceQuota> {

    @Override
    public void eventReceived(Action action, ResourceQuota quota) {
      synchronized (BudgetLedger.this) {
        var name = priorityClass.isEmpty() ? "cityhall" : "cityhall-priority-" + priorityClass;
        if (!quota.getMetadata().getName().equals(name)) {
          return;
        }
        var namespace = quota.getMetadata().getNamespace();
        bounds.put(namespace, action == Action.DELETED ? 0 : bound(quota));
        mostBound = Math.max(mostBound, bounds.values().stream().mapToLong(Long::longValue).sum());
        var status = quota.getStatus();
        if (action != Action.DELETED
            && status != null
            && pods(quota.getSpec().getHard()) < pods(status.getUsed())) {
          belowUse.add(namespace + " " + quota.getSpec().getHard() + " " + status.getUsed());
        }
      }
    }

    private static long bound(ResourceQuota quota) {
      var status = quota.getStatus();
      return Math.max(
          pods(quota.getSpec().getHard()),
          status == null ? 0 : Math.max(pods(status.getHard()), pods(status.getUsed())));
    }

    @Override
    public void onClose(WatcherException cause) {
      // the test ends it
    }
  }

  private final class OfPods implements Watcher<Pod> {

    @Override
    public void eventReceived(Action action, Pod pod) {
      var namespace = pod.getMetadata().getNamespace();
      if (!namespace.equals(department) && !namespace.startsWith(department + "-")
          || !priorityClass.isEmpty()
              && !priorityClass.equals(pod.getSpec().getPriorityClassName())) {
        return;
      }
      synchronized (BudgetLedger.this) {
        if (action == Action.DELETED) {
          pods.remove(pod.getMetadata().getUid());
        } else {
          pods.add(pod.getMetadata().getUid());
        }
        mostPods = Math.max(mostPods, pods.size());
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      // the test ends it
    }
  }
}
