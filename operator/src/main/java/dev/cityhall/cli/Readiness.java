package dev.cityhall.cli;

import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Watches departments become Ready, and remembers when each did. */
final class Readiness implements AutoCloseable {

  private final Map<String, Stopwatch> applied = new ConcurrentHashMap<>();
  private final Map<String, Duration> tookUntilReady = new ConcurrentHashMap<>();
  private final Map<String, DepartmentTenant> departments = new ConcurrentHashMap<>();
  private final SharedIndexInformer<DepartmentTenant> informer;

  Readiness(KubernetesClient client) {
    this.informer = client.resources(DepartmentTenant.class).inform(new Handler());
  }

  /** If it is a department, its time begins now. */
  void begin(HasMetadata object) {
    if (object.getKind().equals("DepartmentTenant")) {
      applied.put(object.getMetadata().getName(), new Stopwatch());
    }
  }

  private void saw(DepartmentTenant department) {
    var name = department.getMetadata().getName();
    departments.put(name, department);
    var since = applied.get(name);
    if (since != null && isReady(department)) {
      tookUntilReady.putIfAbsent(name, since.elapsed());
    }
  }

  /** Whether the operator says so of the newest generation. */
  static boolean isReady(DepartmentTenant department) {
    var status = department.getStatus();
    return status != null
        && department.getMetadata().getGeneration().equals(status.observedGeneration())
        && status.conditions().stream()
            .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
  }

  int readyDepartments() {
    return tookUntilReady.size();
  }

  long readyNamespaces() {
    return departments.values().stream().mapToLong(Readiness::readyNamespaces).sum();
  }

  private static long readyNamespaces(@Nullable DepartmentTenant department) {
    return department == null || department.getStatus() == null
        ? 0
        : department.getStatus().namespaces().stream()
            .filter(n -> n.phase() == Phase.READY)
            .count();
  }

  long readyNamespaces(String department) {
    return readyNamespaces(departments.get(department));
  }

  /** How long it took from {@link #begin}; zero until it is Ready. */
  Duration tookUntilReady(String department) {
    return tookUntilReady.getOrDefault(department, Duration.ZERO);
  }

  /** What the operator says of each that is not Ready: {@code tax: 3/8, message}. */
  List<String> complaints() {
    return applied.keySet().stream()
        .filter(name -> !tookUntilReady.containsKey(name))
        .sorted()
        .map(name -> name + ": " + complaint(departments.get(name)))
        .toList();
  }

  private static String complaint(@Nullable DepartmentTenant department) {
    if (department == null || department.getStatus() == null) {
      return "the operator has not looked at it";
    }
    return department.getStatus().conditions().stream()
        .filter(c -> c.type().equals("Ready"))
        .map(c -> c.reason() + ", " + c.message())
        .findFirst()
        .orElse("the operator has not judged it");
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Handler implements ResourceEventHandler<DepartmentTenant> {

    @Override
    public void onAdd(DepartmentTenant department) {
      saw(department);
    }

    @Override
    public void onUpdate(DepartmentTenant before, DepartmentTenant department) {
      saw(department);
    }

    @Override
    public void onDelete(DepartmentTenant department, boolean unknown) {
      departments.remove(department.getMetadata().getName());
    }
  }
}
