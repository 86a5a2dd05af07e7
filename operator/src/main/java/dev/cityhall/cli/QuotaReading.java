package dev.cityhall.cli;

import static java.util.Comparator.comparing;

import dev.cityhall.api.CityHall;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentTenant;
import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentView;
import dev.cityhall.api.DepartmentViewStatus;
import dev.cityhall.cli.AskedServer.Forbidden;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Plane;
import dev.cityhall.report.DepartmentPicture;
import dev.cityhall.report.GrantPicture;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what is to be told of a department's quotas, with the rights of whoever asks. */
final class QuotaReading implements AutoCloseable {

  private static final int CONNECT_WITHIN_MILLIS = 5_000;
  private static final int ANSWER_WITHIN_MILLIS = 30_000;
  private static final int MOST_NAMES = 60;

  /** Name of the DepartmentView of a namespace. */
  private static final String VIEW = "cityhall";

  private final KubernetesClient client;
  private final AskedServer server;

  private QuotaReading(KubernetesClient client, Path kubeconfig) {
    this.client = client;
    this.server = new AskedServer(client.getMasterUrl().toString(), kubeconfig);
  }

  /**
   * As whoever the kubeconfig says.
   *
   * @throws QuotaFailure if there is no such file, or it is no kubeconfig
   */
  static QuotaReading by(Path kubeconfig) {
    if (!Files.isReadable(kubeconfig)) {
      throw new QuotaFailure(
          "--kubeconfig %s cannot be read; name a file that exists and that you may read"
              .formatted(kubeconfig));
    }
    try {
      var config =
          new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
              .withConnectionTimeout(CONNECT_WITHIN_MILLIS)
              .withRequestTimeout(ANSWER_WITHIN_MILLIS)
              .withRequestRetryBackoffLimit(0)
              .withUserAgent("cityhall-quota-explain")
              .build();
      return new QuotaReading(new KubernetesClientBuilder().withConfig(config).build(), kubeconfig);
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new QuotaFailure(
          "--kubeconfig %s is no kubeconfig: %s".formatted(kubeconfig, e.getMessage()));
    }
  }

  /**
   * The department as it is now.
   *
   * @param only the one namespace that is asked for
   * @throws QuotaFailure if it cannot be told, with what, where and what to do
   */
  DepartmentPicture picture(String department, Optional<String> only) {
    var tenant = tenant(department, only);
    var grants = grants(department, only);
    var all = quotas(department, tenant, only);
    var quotas = all.getOrDefault(Plane.WHOLE, new TreeMap<>());
    if (only.isPresent() && !quotas.containsKey(only.get())) {
      throw new QuotaFailure(
          "namespace %s has no quota of department %s; its namespaces are: %s"
              .formatted(only.get(), department, String.join(", ", quotas.keySet())));
    }
    var name = tenant.map(t -> t.getSpec().displayName()).orElse(department);
    return new PictureParts(department, name, all, grants).whole(views(department, only));
  }

  /** What the operator says in each namespace; nothing where it may not be read. */
  private Map<String, DepartmentViewStatus> views(String department, Optional<String> only) {
    var views = client.resources(DepartmentView.class);
    try {
      return said(
          server.asked(
              "departmentviews.cityhall.dev",
              () ->
                  views
                      .inAnyNamespace()
                      .withLabel(CityHall.DEPARTMENT, department)
                      .list()
                      .getItems()));
    } catch (Forbidden e) {
      return only.map(this::viewOf).orElse(Map.of());
    }
  }

  private Map<String, DepartmentViewStatus> viewOf(String namespace) {
    var views = client.resources(DepartmentView.class).inNamespace(namespace);
    try {
      return said(
          server.asked(
              "departmentviews.cityhall.dev of " + namespace, () -> views.list().getItems()));
    } catch (Forbidden e) {
      return Map.of();
    }
  }

  private static Map<String, DepartmentViewStatus> said(List<DepartmentView> views) {
    var said = new TreeMap<String, DepartmentViewStatus>();
    for (var view : views) {
      if (view.getMetadata().getName().equals(VIEW) && view.getStatus() != null) {
        said.put(view.getMetadata().getNamespace(), view.getStatus());
      }
    }
    return said;
  }

  private Optional<DepartmentTenant> tenant(String department, Optional<String> only) {
    var tenants = client.resources(DepartmentTenant.class);
    try {
      var tenant =
          server.asked("departmenttenants.cityhall.dev", () -> tenants.withName(department).get());
      return Optional.of(tenant == null ? unknown(department) : tenant);
    } catch (Forbidden e) {
      return orOnly(only, e);
    }
  }

  /** A department that does not exist, or no department at all: the answer 404 does not tell. */
  private DepartmentTenant unknown(String department) {
    List<DepartmentTenant> others;
    try {
      others =
          server.asked(
              "departmenttenants.cityhall.dev",
              () -> client.resources(DepartmentTenant.class).list().getItems());
    } catch (Forbidden e) {
      others = List.of();
    }
    var names = others.stream().map(t -> t.getMetadata().getName()).sorted().toList();
    throw new QuotaFailure(
        "there is no department %s in the cluster at %s: no DepartmentTenant has this name; %s"
            .formatted(
                department,
                client.getMasterUrl(),
                names.isEmpty() ? "there is none at all" : "correct --department: " + some(names)));
  }

  private static String some(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES)) + ", …";
  }

  private Optional<List<GrantPicture>> grants(String department, Optional<String> only) {
    try {
      var all =
          server.asked(
              "resourcequotas.cityhall.dev",
              () -> client.resources(DepartmentQuota.class).list().getItems());
      return Optional.of(
          all.stream()
              .filter(grant -> grant.getSpec().department().equals(department))
              .map(GrantPicture::of)
              .sorted(comparing(GrantPicture::name))
              .toList());
    } catch (Forbidden e) {
      return orOnly(only, e);
    }
  }

  /** With rights in one namespace only, that one can be told all the same. */
  private static <T> Optional<T> orOnly(Optional<String> only, Forbidden refusal) {
    if (only.isPresent()) {
      return Optional.empty();
    }
    throw new QuotaFailure(
        refusal.getMessage()
            + "; ask the platform for the role cityhall-platform-viewer, or name with --namespace"
            + " one namespace of the department that you may read");
  }

  private Map<Plane, SortedMap<String, NativeQuota>> quotas(
      String department, Optional<DepartmentTenant> tenant, Optional<String> only) {
    try {
      var labels = Map.of(CityHall.DEPARTMENT, department, CityHall.MANAGED_BY, CityHall.MANAGER);
      var listed =
          server.asked(
              "resourcequotas of all namespaces",
              () -> client.resourceQuotas().inAnyNamespace().withLabels(labels).list().getItems());
      return PictureParts.byPlane(listed);
    } catch (Forbidden e) {
      return oneByOne(department, tenant, only);
    }
  }

  /** The quotas of the namespaces that are known by name, as far as they may be read. */
  private Map<Plane, SortedMap<String, NativeQuota>> oneByOne(
      String department, Optional<DepartmentTenant> tenant, Optional<String> only) {
    var names =
        tenant
            .map(DepartmentTenant::getStatus)
            .map(s -> s.namespaces().stream().map(NamespaceStatus::name).toList())
            .orElseGet(() -> only.stream().toList());
    var found = new ArrayList<ResourceQuota>();
    for (var namespace : names) {
      try {
        read(namespace).stream()
            .filter(q -> department.equals(departmentOf(q)))
            .forEach(found::add);
      } catch (Forbidden e) {
        throw new QuotaFailure(
            refusalOf(e)
                + "; ask the platform for the role cityhall-platform-viewer, or the department's"
                + " owner for the role Auditor or Viewer");
      }
    }
    return PictureParts.byPlane(found);
  }

  private static String refusalOf(Forbidden refusal) {
    return String.valueOf(refusal.getMessage());
  }

  private List<ResourceQuota> read(String namespace) {
    var quotas = client.resourceQuotas().inNamespace(namespace);
    return server.asked("resourcequotas of " + namespace, () -> quotas.list().getItems());
  }

  private static @Nullable String departmentOf(ResourceQuota quota) {
    var labels = quota.getMetadata().getLabels();
    return labels == null ? null : labels.get(CityHall.DEPARTMENT);
  }

  @Override
  public void close() {
    client.close();
  }
}
