package dev.cityhall.tenant;

import dev.cityhall.api.CityHall;
import dev.cityhall.api.DepartmentTenantSpec;
import dev.cityhall.api.DepartmentTenantSpec.Member;
import dev.cityhall.api.DepartmentTenantSpec.Role;
import dev.cityhall.api.DepartmentTenantSpec.Volume;
import dev.cityhall.quota.Plane;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.LimitRangeItemBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaSpecBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleRefBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one namespace. Pure; every default that the server would fill in is written out,
 * so that what stands equals what is desired.
 */
final class NamespaceObjects {

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final int DEFAULT_LEVEL = 2;
  private static final int STRICTEST_LEVEL = 3;
  private static final String NODE_SELECTOR = "scheduler.alpha.kubernetes.io/node-selector";

  private final String name;
  private final Map<String, String> labels;

  NamespaceObjects(String department, String name) {
    this.name = name;
    this.labels = Map.of(CityHall.DEPARTMENT, department, CityHall.MANAGED_BY, CityHall.MANAGER);
  }

  Namespace namespace(
      DepartmentTenantSpec spec,
      @Nullable String system,
      @Nullable String environment,
      String podSecurityVersion) {
    var all = new TreeMap<>(labels);
    var level = Objects.requireNonNullElse(spec.protectionLevel(), DEFAULT_LEVEL);
    var enforced = level >= STRICTEST_LEVEL ? "restricted" : "baseline";
    var warned = level >= DEFAULT_LEVEL ? "restricted" : "baseline";
    all.put(CityHall.LEVEL, Integer.toString(level));
    all.put("pod-security.kubernetes.io/enforce", enforced);
    all.put("pod-security.kubernetes.io/enforce-version", podSecurityVersion);
    all.put("pod-security.kubernetes.io/warn", warned);
    all.put("pod-security.kubernetes.io/warn-version", podSecurityVersion);
    all.put("pod-security.kubernetes.io/audit", warned);
    all.put("pod-security.kubernetes.io/audit-version", podSecurityVersion);
    if (system != null && environment != null) {
      all.put(CityHall.SYSTEM, system);
      all.put(CityHall.ENVIRONMENT, environment);
    }
    var annotations = new TreeMap<String, String>();
    var pool = spec.nodePool();
    if (pool != null) {
      all.put(CityHall.NODE_POOL, pool);
      annotations.put(NODE_SELECTOR, CityHall.NODE_POOL + "=" + pool);
    }
    var metadata =
        new ObjectMetaBuilder().withName(name).withLabels(all).withAnnotations(annotations).build();
    return new NamespaceBuilder().withMetadata(metadata).build();
  }

  /** Gives the operator its writing rights here, and only here. */
  RoleBinding delegation(Platform platform) {
    return operatorBinding(Names.OPERATOR_BINDING, Names.OPERATOR_ROLE, platform);
  }

  /** Gives the operator the right to empty a namespace that was ordered to go. */
  RoleBinding offboarding(Platform platform) {
    return operatorBinding(Names.OFFBOARDING_BINDING, Names.OFFBOARDING_ROLE, platform);
  }

  private RoleBinding operatorBinding(String bindingName, String role, Platform platform) {
    var operator =
        new SubjectBuilder()
            .withKind("ServiceAccount")
            .withName(platform.operatorAccount())
            .withNamespace(platform.operatorNamespace())
            .build();
    return binding(bindingName, role, List.of(operator));
  }

  ResourceQuota quota(Plane plane) {
    var spec = new ResourceQuotaSpecBuilder();
    if (!plane.isWhole()) {
      spec.withNewScopeSelector()
          .addNewMatchExpression()
          .withScopeName("PriorityClass")
          .withOperator("In")
          .withValues(plane.priorityClass())
          .endMatchExpression()
          .endScopeSelector();
    }
    return new ResourceQuotaBuilder()
        .withMetadata(metadata(plane.quota()))
        .withSpec(spec.build())
        .build();
  }

  /** What a container gets that asks for nothing: a quota on CPU or memory refuses it otherwise. */
  LimitRange limits() {
    var container =
        new LimitRangeItemBuilder()
            .withType("Container")
            .withDefault(Map.of("cpu", new Quantity("500m"), "memory", new Quantity("512Mi")))
            .withDefaultRequest(
                Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi")))
            .build();
    return new LimitRangeBuilder()
        .withMetadata(metadata(Names.LIMITS))
        .withNewSpec()
        .withLimits(container)
        .endSpec()
        .build();
  }

  /** The account of pods that name none: it cannot speak to the API server. */
  ServiceAccount account() {
    return new ServiceAccountBuilder()
        .withMetadata(metadata(Names.ACCOUNT))
        .withAutomountServiceAccountToken(false)
        .build();
  }

  PersistentVolumeClaim volume(Volume volume) {
    return new PersistentVolumeClaimBuilder()
        .withMetadata(metadata(volume.name()))
        .withNewSpec()
        .withAccessModes(Objects.requireNonNullElse(volume.accessMode(), "ReadWriteOnce"))
        .withStorageClassName(volume.storageClass())
        .withNewResources()
        .withRequests(Map.of("storage", new Quantity(volume.size())))
        .endResources()
        .endSpec()
        .build();
  }

  /** The binding of one role; the members in the order in which they were declared. */
  RoleBinding access(Role role, List<Member> members) {
    return binding(
        Names.binding(role),
        Names.clusterRole(role),
        members.stream().map(NamespaceObjects::subject).toList());
  }

  private static Subject subject(Member member) {
    var subject = new SubjectBuilder().withName(member.name());
    return switch (member.kind()) {
      case USER -> subject.withKind("User").withApiGroup(RBAC).build();
      case GROUP -> subject.withKind("Group").withApiGroup(RBAC).build();
      case SERVICE_ACCOUNT ->
          subject.withKind("ServiceAccount").withNamespace(member.namespace()).build();
    };
  }

  private RoleBinding binding(String bindingName, String clusterRole, List<Subject> subjects) {
    var role =
        new RoleRefBuilder()
            .withApiGroup(RBAC)
            .withKind("ClusterRole")
            .withName(clusterRole)
            .build();
    return new RoleBindingBuilder()
        .withMetadata(metadata(bindingName))
        .withRoleRef(role)
        .withSubjects(subjects)
        .build();
  }

  /** Metadata of anything in this namespace. */
  ObjectMeta metadata(String objectName) {
    return new ObjectMetaBuilder()
        .withNamespace(name)
        .withName(objectName)
        .withLabels(labels)
        .build();
  }
}
