package dev.cityhall.chart;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What no role of the chart may grant. The list of prohibitions reads as the specification. */
final class ForbiddenRights {

  private static final String RBAC = "rbac.authorization.k8s.io";

  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  private static final Set<String> CREATE_OR_PATCH = Set.of("create", "patch");

  private static final List<Prohibition> PROHIBITIONS =
      List.of(
          everywhere("a wildcard", ForbiddenRights::hasWildcard),
          everywhere("the verb escalate", rule -> rule.getVerbs().contains("escalate")),
          everywhere("the verb impersonate", rule -> rule.getVerbs().contains("impersonate")),
          new Prohibition(
              "bind, but the operator's on named roles",
              "cityhall-",
              (role, rule) ->
                  rule.getVerbs().contains("bind")
                      && (!role.equals("cityhall-operator") || rule.getResourceNames().isEmpty())),
          everywhere("writing roles of the cluster", rule -> writes(rule, RBAC, "clusterroles")),
          everywhere(
              "writing bindings of the cluster", rule -> writes(rule, RBAC, "clusterrolebindings")),
          everywhere("writing roles", rule -> writes(rule, RBAC, "roles")),
          everywhere(
              "admission policies and webhooks",
              rule -> rule.getApiGroups().contains("admissionregistration.k8s.io")),
          everywhere(
              "writing definitions",
              rule -> writes(rule, "apiextensions.k8s.io", "customresourcedefinitions")),
          everywhere("tokens on request", rule -> core(rule, "serviceaccounts/token")),
          everywhere("nodes", rule -> core(rule, "nodes", "nodes/proxy", "nodes/status")),
          everywhere(
              "the life of namespaces behind their back",
              rule -> core(rule, "namespaces/status", "namespaces/finalize")),
          everywhere("paths instead of resources", rule -> !rule.getNonResourceURLs().isEmpty()),
          everywhere("core and our own resources in one rule", ForbiddenRights::mixesGroups),
          of("cityhall-operator", "secrets", rule -> core(rule, "secrets")),
          of(
              "cityhall-operator",
              "running pods",
              rule ->
                  core(rule, "pods/exec", "pods/attach", "pods/portforward", "pods/log")
                      || core(rule, "pods/ephemeralcontainers", "pods/eviction")),
          of(
              "cityhall-operator",
              "events, other than to read and report",
              rule -> writes(rule, "", "events") && !CREATE_OR_PATCH.containsAll(writesOf(rule))),
          of(
              "cityhall-operator",
              "writing autoscalers",
              rule -> writes(rule, "autoscaling", "horizontalpodautoscalers")),
          new Prohibition(
              "pods, other than to read them",
              "cityhall-operator",
              (role, rule) -> role.equals("cityhall-operator") && writes(rule, "", "pods")),
          of(
              "cityhall-operator-in-tenant",
              "evicting, and pods other than for the probe",
              rule ->
                  core(rule, "pods/eviction")
                      || (core(rule, "pods") && !rule.getVerbs().equals(List.of("create")))),
          new Prohibition(
              "workloads, other than the nudge in a department's namespace",
              "cityhall-operator",
              (role, rule) ->
                  isOfWorkloads(rule)
                      && !(role.equals("cityhall-operator-in-tenant") && isNudge(rule))),
          of("cityhall-operator", "our own specs", ForbiddenRights::writesOurSpecs),
          of("cityhall-tenant-", "writing our own resources", ForbiddenRights::writesOurs),
          of("cityhall-tenant-", "writing bindings", rule -> writes(rule, RBAC, "rolebindings")),
          of(
              "cityhall-tenant-",
              "writing its own limits",
              rule -> writes(rule, "", "resourcequotas") || writes(rule, "", "limitranges")),
          of(
              "cityhall-tenant-",
              "writing its own wall",
              rule -> writes(rule, "networking.k8s.io", "networkpolicies")),
          of("cityhall-tenant-", "namespaces", rule -> core(rule, "namespaces")),
          of("cityhall-tenant-viewer", "any write", ForbiddenRights::writesAnything),
          of("cityhall-tenant-viewer", "secrets", rule -> core(rule, "secrets")),
          of("cityhall-tenant-auditor", "any write", ForbiddenRights::writesAnything),
          of(
              "cityhall-tenant-auditor",
              "secrets, configmaps and logs",
              rule -> core(rule, "secrets", "configmaps", "pods/log")),
          of(
              "cityhall-platform-",
              "anything but our own resources, and quotas to read",
              rule -> !rule.getApiGroups().equals(List.of("cityhall.dev")) && !readsQuotas(rule)));

  /**
   * What is forbidden and granted all the same: {@code role: prohibition}; empty when all is well.
   */
  static List<String> in(ClusterRole role) {
    var name = role.getMetadata().getName();
    var granted =
        PROHIBITIONS.stream()
            .filter(prohibition -> name.startsWith(prohibition.roles()))
            .filter(
                prohibition ->
                    role.getRules().stream().anyMatch(rule -> prohibition.broken().by(name, rule)))
            .map(prohibition -> name + ": " + prohibition.what());
    return Stream.concat(granted, aggregation(role)).toList();
  }

  /** By aggregation, what others write into a role or ours into theirs would change our roles. */
  private static Stream<String> aggregation(ClusterRole role) {
    var labels = role.getMetadata().getLabels();
    var given =
        (labels == null ? Map.<String, String>of() : labels)
            .keySet().stream().anyMatch(key -> key.startsWith(RBAC + "/aggregate-to-"));
    return given || role.getAggregationRule() != null
        ? Stream.of(role.getMetadata().getName() + ": aggregation")
        : Stream.empty();
  }

  private static boolean hasWildcard(PolicyRule rule) {
    return Stream.of(rule.getVerbs(), rule.getApiGroups(), rule.getResources())
        .flatMap(List::stream)
        .anyMatch(word -> word.contains("*"));
  }

  private static boolean mixesGroups(PolicyRule rule) {
    return rule.getApiGroups().contains("cityhall.dev") && rule.getApiGroups().size() > 1;
  }

  private static boolean writesOurSpecs(PolicyRule rule) {
    return writesOurs(rule)
        && rule.getResources().stream()
            .anyMatch(r -> !r.endsWith("/status") && !r.equals("departmentviews"));
  }

  private static boolean writesOurs(PolicyRule rule) {
    return writesAnything(rule) && rule.getApiGroups().contains("cityhall.dev");
  }

  private static boolean writes(PolicyRule rule, String group, String resource) {
    return writesAnything(rule)
        && rule.getApiGroups().contains(group)
        && rule.getResources().contains(resource);
  }

  private static boolean writesAnything(PolicyRule rule) {
    return rule.getVerbs().stream().anyMatch(WRITES::contains);
  }

  private static List<String> writesOf(PolicyRule rule) {
    return rule.getVerbs().stream().filter(WRITES::contains).toList();
  }

  private static boolean isOfWorkloads(PolicyRule rule) {
    return rule.getApiGroups().contains("apps") || rule.getApiGroups().contains("batch");
  }

  private static boolean isNudge(PolicyRule rule) {
    return Set.of("replicasets", "statefulsets", "jobs").containsAll(rule.getResources())
        && Set.of("get", "patch").containsAll(rule.getVerbs());
  }

  private static boolean readsQuotas(PolicyRule rule) {
    return rule.getApiGroups().equals(List.of(""))
        && rule.getResources().equals(List.of("resourcequotas"))
        && Set.of("get", "list").containsAll(rule.getVerbs());
  }

  private static boolean core(PolicyRule rule, String... resources) {
    return rule.getApiGroups().contains("")
        && rule.getResources().stream().anyMatch(Set.of(resources)::contains);
  }

  private static Prohibition everywhere(String what, RuleTest broken) {
    return of("cityhall-", what, broken);
  }

  private static Prohibition of(String roles, String what, RuleTest broken) {
    return new Prohibition(what, roles, (role, rule) -> broken.by(rule));
  }

  /** One prohibition for all roles whose names begin with {@code roles}. */
  private record Prohibition(String what, String roles, RoleTest broken) {}

  private interface RuleTest {
    boolean by(PolicyRule rule);
  }

  private interface RoleTest {
    boolean by(String role, PolicyRule rule);
  }

  private ForbiddenRights() {}
}
