package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.PodDeployment;
import dev.cityhall.measure.Amounts;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import java.util.List;
import java.util.stream.Collectors;

/** Declares the departments of a plan with an elastic grant each, and starts what runs at first. */
final class Declaration {

  private final ControlPlane plane;
  private final Departments departments;
  private final Plan plan;

  Declaration(ControlPlane plane, Plan plan) {
    this.plane = plane;
    this.departments = new Departments(plane.admin());
    this.plan = plan;
  }

  /** All departments are Ready when it returns. */
  void declare() {
    var all = plan.byDepartment();
    all.forEach((code, apps) -> departments.apply(grant(code) + "---\n" + tenant(code, apps)));
    all.keySet().forEach(departments::awaitReady);
  }

  void deploy(App app) {
    var deployment =
        PodDeployment.of(app.namespace(), app.deployment(), app.size(), plan.first().get(app));
    plane.admin().resource(deployment).create();
  }

  private String grant(String code) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: ResourceQuota
    metadata: {name: %1$s}
    spec: {department: %1$s, hard: {%2$s}, distribution: {mode: Elastic}}
    """
        .formatted(code, hard(plan.budgets().get(code)));
  }

  private static String hard(Amounts budget) {
    return budget.toQuantities().entrySet().stream()
        .map(e -> "%s: \"%s\"".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String tenant(String code, List<App> apps) {
    return """
    apiVersion: cityhall.dev/v1alpha1
    kind: DepartmentTenant
    metadata: {name: %s}
    spec: {displayName: %s, systems: [%s]}
    """
        .formatted(
            code,
            code,
            apps.stream()
                .map(app -> "{name: %s, environments: [{name: prod}]}".formatted(app.system()))
                .collect(Collectors.joining(", ")));
  }
}
