package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonPointer;
import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/**
 * The kinds that the operator reads or writes, each with the fields of it that are ours.
 *
 * <p>Besides these fields the labels and annotations of our prefixes are ours on every kind; see
 * {@link OwnedFields}.
 */
public enum ObjectKind {
  NAMESPACE(
      "",
      "v1",
      "Namespace",
      "namespaces",
      false,
      List.of(),
      List.of("/status/phase", "/metadata/creationTimestamp")),
  RESOURCE_QUOTA(
      "",
      "v1",
      "ResourceQuota",
      "resourcequotas",
      true,
      List.of("/spec"),
      List.of(NativeQuotas.EPOCH_POINTER)),
  LIMIT_RANGE("", "v1", "LimitRange", "limitranges", true, List.of("/spec"), List.of()),
  SERVICE_ACCOUNT(
      "",
      "v1",
      "ServiceAccount",
      "serviceaccounts",
      true,
      List.of("/automountServiceAccountToken"),
      List.of()),
  VOLUME_CLAIM(
      "",
      "v1",
      "PersistentVolumeClaim",
      "persistentvolumeclaims",
      true,
      List.of("/spec/accessModes", "/spec/storageClassName", "/spec/resources/requests"),
      List.of()),
  NETWORK_POLICY(
      "networking.k8s.io",
      "v1",
      "NetworkPolicy",
      "networkpolicies",
      true,
      List.of("/spec"),
      List.of()),
  ROLE_BINDING(
      "rbac.authorization.k8s.io",
      "v1",
      "RoleBinding",
      "rolebindings",
      true,
      List.of("/roleRef", "/subjects"),
      List.of()),
  STORAGE_CLASS(
      "storage.k8s.io", "v1", "StorageClass", "storageclasses", false, List.of(), List.of()),
  DEPARTMENT_TENANT(
      CityHall.GROUP,
      CityHall.VERSION,
      "DepartmentTenant",
      "departmenttenants",
      false,
      List.of("/spec/domains"),
      List.of(
          "/spec/domains",
          "/spec/systems",
          "/spec/displayName",
          "/metadata/creationTimestamp",
          "/status/conditions")),
  DEPARTMENT_QUOTA(
      CityHall.GROUP,
      CityHall.VERSION,
      "ResourceQuota",
      "resourcequotas",
      false,
      List.of(),
      List.of()),
  DEPARTMENT_VIEW(
      CityHall.GROUP,
      CityHall.VERSION,
      "DepartmentView",
      "departmentviews",
      true,
      List.of(),
      List.of()),
  CITY(CityHall.GROUP, CityHall.VERSION, "City", "cities", false, List.of(), List.of()),
  POD("", "v1", "Pod", "pods", true, List.of(), List.of()),
  EVENT("", "v1", "Event", "events", true, List.of(), List.of()),
  LEASE("coordination.k8s.io", "v1", "Lease", "leases", true, List.of(), List.of()),
  REPLICA_SET("apps", "v1", "ReplicaSet", "replicasets", true, List.of(), List.of()),
  STATEFUL_SET("apps", "v1", "StatefulSet", "statefulsets", true, List.of(), List.of()),
  JOB("batch", "v1", "Job", "jobs", true, List.of(), List.of()),
  AUTOSCALER(
      "autoscaling",
      "v2",
      "HorizontalPodAutoscaler",
      "horizontalpodautoscalers",
      true,
      List.of(),
      List.of()),
  CUSTOM_RESOURCE_DEFINITION(
      "apiextensions.k8s.io",
      "v1",
      "CustomResourceDefinition",
      "customresourcedefinitions",
      false,
      List.of(),
      List.of());

  private final String group;
  private final String version;
  private final String kind;
  private final String plural;
  private final boolean namespaced;

  @SuppressWarnings("ImmutableEnumChecker") // pointers do not change
  private final List<JsonPointer> owned;

  @SuppressWarnings("ImmutableEnumChecker") // pointers do not change
  private final List<JsonPointer> kept;

  ObjectKind(
      String group,
      String version,
      String kind,
      String plural,
      boolean namespaced,
      List<String> owned,
      List<String> kept) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
    this.namespaced = namespaced;
    this.owned = owned.stream().map(JsonPointer::compile).toList();
    this.kept = kept.stream().map(JsonPointer::compile).toList();
  }

  public String group() {
    return group;
  }

  public String version() {
    return version;
  }

  public String kind() {
    return kind;
  }

  /** Name of the resource in paths and rules. */
  public String plural() {
    return plural;
  }

  /** Name of the resource with its group, such as {@code resourcequotas.cityhall.dev}. */
  String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  public boolean namespaced() {
    return namespaced;
  }

  /** The fields that we write and compare. */
  List<JsonPointer> owned() {
    return owned;
  }

  /** Whether the fields that are ours hold quantities, which are compared by value. */
  boolean holdsQuantities() {
    return this == RESOURCE_QUOTA || this == LIMIT_RANGE || this == VOLUME_CLAIM;
  }

  /** The fields that the mirror keeps beside the digest. */
  List<JsonPointer> kept() {
    return kept;
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The kind as the generic client wants it. */
  ResourceDefinitionContext definition() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(namespaced)
        .build();
  }

  /** Path of the API server below its root, without the object's name. */
  String path(String namespace) {
    var root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return root + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
  }

  /** Path of all objects of the kind, in whichever namespace. */
  String pathOfAll() {
    return (group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version) + "/" + plural;
  }

  /** The kind of an object by its {@code apiVersion} and {@code kind}. */
  static ObjectKind of(String apiVersion, String kind) {
    for (var candidate : values()) {
      if (candidate.kind.equals(kind) && candidate.apiVersion().equals(apiVersion)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException("no such kind here: " + apiVersion + " " + kind);
  }
}
