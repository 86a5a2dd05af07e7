package dev.cityhall.testing;

import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Applies departments and waits for what becomes of them. */
public final class Departments {

  private final KubernetesClient client;

  public Departments(KubernetesClient client) {
    this.client = client;
  }

  /** Applies YAML as {@code kubectl apply --server-side} does. */
  public List<HasMetadata> apply(String yaml) {
    var objects =
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
    objects.forEach(o -> client.resource(o).forceConflicts().serverSideApply());
    return objects;
  }

  /**
   * Declares a department and its systems, each with an environment {@code prod}.
   *
   * @param systems with a space between
   */
  public void declare(String name, String displayName, String systems) {
    apply(
        """
        apiVersion: cityhall.dev/v1alpha1
        kind: DepartmentTenant
        metadata: {name: %s}
        spec: {displayName: %s, systems: [%s]}
        """
            .formatted(name, displayName, systems(systems.split(" ", -1))));
  }

  /** Items of {@code spec.systems}, each with an environment {@code prod}. */
  public static String systems(String... names) {
    return Arrays.stream(names)
        .map("{name: %s, environments: [{name: prod}]}"::formatted)
        .collect(Collectors.joining(", "));
  }

  public DepartmentTenant tenant(String name) {
    return client.resources(DepartmentTenant.class).withName(name).get();
  }

  public DepartmentQuota grant(String name) {
    return client.resources(DepartmentQuota.class).withName(name).get();
  }

  /** Waits until the department is Ready on its newest generation. */
  public DepartmentTenant awaitReady(String name) {
    return await(name, "is Ready", t -> "True".equals(condition(t, "Ready").status()));
  }

  /** Waits until the condition of this type has this reason on the newest generation. */
  public DepartmentTenant awaitReason(String name, String type, String reason) {
    return await(
        name, type + " has reason " + reason, t -> reason.equals(condition(t, type).reason()));
  }

  /** Waits until the tenant has been judged on its newest generation and is as asked. */
  public DepartmentTenant await(String name, String what, Predicate<DepartmentTenant> asked) {
    Await.until(
        "department " + name + " " + what,
        () -> tenant(name) != null && isJudged(tenant(name)) && asked.test(tenant(name)),
        () -> tenant(name) == null ? "absent" : tenant(name).getStatus());
    return tenant(name);
  }

  /** Waits until the grant has been judged and its Granted condition has this reason. */
  public DepartmentQuota awaitGrant(String name, String reason) {
    Await.until(
        "grant " + name + " has reason " + reason,
        () ->
            grant(name).getStatus() != null
                && grant(name)
                    .getMetadata()
                    .getGeneration()
                    .equals(grant(name).getStatus().observedGeneration())
                && grant(name).getStatus().conditions().stream()
                    .anyMatch(c -> c.type().equals("Granted") && c.reason().equals(reason)),
        () -> grant(name).getStatus());
    return grant(name);
  }

  private static boolean isJudged(DepartmentTenant tenant) {
    return tenant.getStatus() != null
        && tenant.getMetadata().getGeneration().equals(tenant.getStatus().observedGeneration());
  }

  /** The condition of this type; one of status Unknown when there is none. */
  public static Condition condition(DepartmentTenant tenant, String type) {
    return tenant.getStatus().conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElse(new Condition(type, "Unknown", "", "", 0, ""));
  }

  public static NamespaceStatus namespace(DepartmentTenant tenant, String name) {
    return tenant.getStatus().namespaces().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in " + tenant.getStatus()));
  }
}
