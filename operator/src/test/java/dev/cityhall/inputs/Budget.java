package dev.cityhall.inputs;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the native quotas of a department let it have. */
final class Budget {

  /** {@code Σ over its namespaces of max(spec.hard, status.hard, status.used)}. */
  static BigDecimal bounds(KubernetesClient client, String department, String key) {
    return quotas(client, department).stream()
        .map(quota -> bound(quota, key))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** {@code Σ over its namespaces of spec.hard}. */
  static BigDecimal hard(KubernetesClient client, String department, String key) {
    return quotas(client, department).stream()
        .map(quota -> amount(quota.getSpec().getHard(), key))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static List<ResourceQuota> quotas(KubernetesClient client, String department) {
    return client
        .resourceQuotas()
        .inAnyNamespace()
        .withLabel("cityhall.dev/department", department)
        .list()
        .getItems();
  }

  private static BigDecimal bound(ResourceQuota quota, String key) {
    return Stream.of(
            quota.getSpec().getHard(), quota.getStatus().getHard(), quota.getStatus().getUsed())
        .map(amounts -> amount(amounts, key))
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  private static BigDecimal amount(Map<String, Quantity> amounts, String key) {
    var amount = amounts == null ? null : amounts.get(key);
    return amount == null ? BigDecimal.ZERO : amount.getNumericalAmount();
  }

  private Budget() {}
}
