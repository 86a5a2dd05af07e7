package dev.cityhall.bench.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Declares what each side has before the load begins. */
public final class Stage {

  private static final int MOST_WEIGHT = 4;

  private final ControlPlane plane;
  private final Departments departments;
  private final Random random = new Random();

  public Stage(ControlPlane plane) {
    this.plane = plane;
    this.departments = new Departments(plane.admin());
  }

  /** A department with one system per namespace, Ready. */
  public void declare(Side side, String mode) {
    departments.apply(grant(side, mode, i -> 1) + "---\n" + tenant(side));
    departments.awaitReady(Side.DEPARTMENT);
  }

  /** The same budget, shared out anew by weights of 1 to 4. */
  void shift(Side side, String mode) {
    departments.apply(grant(side, mode, i -> 1 + random.nextInt(MOST_WEIGHT)));
  }

  private static String tenant(Side side) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: DepartmentTenant
    metadata: {name: %s}
    spec: {displayName: 测试局, systems: [%s]}
    """
        .formatted(
            Side.DEPARTMENT,
            systems(side, i -> "{name: s%02d, environments: [{name: prod}]}".formatted(i)));
  }

  private static String grant(Side side, String mode, IntUnaryOperator weight) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: ResourceQuota
    metadata: {name: bench}
    spec: {department: %s, hard: {%s}, distribution: {mode: %s, shares: [%s]}}
    """
        .formatted(
            Side.DEPARTMENT,
            hard(side.budget()),
            mode,
            systems(side, i -> "{system: s%02d, weight: %d}".formatted(i, weight.applyAsInt(i))));
  }

  private static String systems(Side side, java.util.function.IntFunction<String> text) {
    return IntStream.rangeClosed(1, side.namespaces().size())
        .mapToObj(text)
        .collect(Collectors.joining(", "));
  }

  private static String hard(Amounts budget) {
    return budget.toQuantities().entrySet().stream()
        .map(e -> "%s: \"%s\"".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Namespaces without any label, each with an equal part of the budget in a static quota. */
  public void declarePlain(Side side, int podsEach) {
    var part = PodSize.ofMedium(podsEach).toQuantities();
    for (var namespace : side.namespaces()) {
      var admin = plane.admin();
      admin
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .create();
      admin
          .resource(
              new ResourceQuotaBuilder()
                  .withNewMetadata()
                  .withName("static")
                  .withNamespace(namespace)
                  .endMetadata()
                  .withNewSpec()
                  .withHard(new HashMap<>(part))
                  .endSpec()
                  .build())
          .create();
    }
    for (var namespace : side.namespaces()) {
      Await.until(namespace + " is ready for pods", () -> isReady(namespace, part));
    }
  }

  private boolean isReady(String namespace, Map<String, Quantity> hard) {
    var client = plane.admin();
    var quota = client.resourceQuotas().inNamespace(namespace).withName("static").get();
    return quota.getStatus() != null
        && hard.equals(quota.getStatus().getHard())
        && client.serviceAccounts().inNamespace(namespace).withName("default").get() != null;
  }

  /** Waits until each quota of a department is in force and there is one ServiceAccount to use. */
  public void awaitAdmission(Side side, Ledger ledger) {
    Await.until(
        "the budget is handed out",
        () -> !ledger.enforced().isEmpty() && side.budget().fitsIn(ledger.enforced()),
        ledger::enforced);
    for (var namespace : side.namespaces()) {
      Await.until(
          namespace + " is ready for pods",
          () ->
              plane.admin().serviceAccounts().inNamespace(namespace).withName("default").get()
                  != null);
    }
  }
}
