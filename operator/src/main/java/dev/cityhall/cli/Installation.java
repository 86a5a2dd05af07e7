package dev.cityhall.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The chart in a cluster whose operator runs outside of it: its definitions, rights and policies as
 * they are, without what is only there for the operator's pods.
 */
final class Installation {

  private static final Set<String> FOR_PODS =
      Set.of("Deployment", "PodDisruptionBudget", "ServiceMonitor");
  private static final int SECONDS_TO_BE_SERVED = 30;

  /**
   * Installs it and waits until its kinds are served.
   *
   * @return the objects that were created
   */
  static List<HasMetadata> of(List<HasMetadata> chart, KubernetesClient admin) {
    var namespace =
        new NamespaceBuilder().withNewMetadata().withName(Chart.NAMESPACE).endMetadata().build();
    admin.resource(namespace).create();
    var objects = chart.stream().filter(object -> !FOR_PODS.contains(object.getKind())).toList();
    objects.forEach(object -> admin.resource(object).create());
    objects.stream()
        .filter(CustomResourceDefinition.class::isInstance)
        .map(CustomResourceDefinition.class::cast)
        .forEach(definition -> awaitServed(admin, definition));
    return objects;
  }

  private static void awaitServed(KubernetesClient admin, CustomResourceDefinition definition) {
    admin
        .resource(definition)
        .waitUntilCondition(Installation::isServed, SECONDS_TO_BE_SERVED, TimeUnit.SECONDS);
  }

  private static boolean isServed(CustomResourceDefinition definition) {
    return definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private Installation() {}
}
