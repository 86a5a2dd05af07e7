package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rights that the chart gives, judged by their text. That rights on {@code
 * resourcequotas.cityhall.dev} are none on the core resourcequotas, and the reverse, is for a test
 * on an API server to show.
 */
class RightsTest {

  private static final Map<String, ClusterRole> ROLES =
      Chart.render(ClusterRole.class).stream()
          .collect(Collectors.toMap(role -> role.getMetadata().getName(), role -> role));

  @Test
  void noRoleGrantsWhatIsForbidden() {
    assertThat(ROLES.values()).flatExtracting(ForbiddenRights::in).isEmpty();
  }

  @ParameterizedTest(name = "{1} in {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tenant-owner | a wildcard | core | * | get
          tenant-owner | a wildcard | * | pods | get
          tenant-owner | a wildcard | apps | */scale | get
          operator | a wildcard | core | events | *
          operator | the verb escalate | rbac.authorization.k8s.io | clusterroles | escalate
          operator | the verb impersonate | core | users | impersonate
          operator | bind, but the operator's on named roles | rbac.authorization.k8s.io | clusterroles | bind
          platform-admin | bind, but the operator's on named roles | rbac.authorization.k8s.io | clusterroles | bind
          operator | writing roles of the cluster | rbac.authorization.k8s.io | clusterroles | patch
          operator | writing bindings of the cluster | rbac.authorization.k8s.io | clusterrolebindings | create
          tenant-owner | writing roles | rbac.authorization.k8s.io | roles | create
          operator | admission policies and webhooks | admissionregistration.k8s.io | validatingadmissionpolicies | get
          operator | writing definitions | apiextensions.k8s.io | customresourcedefinitions | delete
          tenant-owner | tokens on request | core | serviceaccounts/token | create
          operator | nodes | core | nodes | get
          operator | the life of namespaces behind their back | core | namespaces/finalize | update
          platform-viewer | core and our own resources in one rule | core cityhall.dev | resourcequotas | get
          operator | secrets | core | secrets | get
          operator-in-tenant | running pods | core | pods/exec | create
          operator | pods, other than to read them | core | pods | create
          operator-in-tenant | evicting, and pods other than for the probe | core | pods/eviction | create
          operator-in-tenant | evicting, and pods other than for the probe | core | pods | delete
          operator | workloads, other than the nudge in a department's namespace | apps | replicasets | get
          operator | workloads, other than the nudge in a department's namespace | batch | jobs | patch
          operator-in-tenant | workloads, other than the nudge in a department's namespace | apps | deployments | patch
          operator-in-tenant | workloads, other than the nudge in a department's namespace | apps | replicasets/scale | patch
          operator-in-tenant | workloads, other than the nudge in a department's namespace | apps | statefulsets | update
          operator-offboarding | workloads, other than the nudge in a department's namespace | batch | jobs | get
          operator | events, other than to read and report | core | events | delete
          operator | writing autoscalers | autoscaling | horizontalpodautoscalers | patch
          operator | our own specs | cityhall.dev | cities | patch
          tenant-owner | writing our own resources | cityhall.dev | resourcequotas | update
          tenant-owner | writing bindings | rbac.authorization.k8s.io | rolebindings | create
          tenant-owner | writing its own limits | core | resourcequotas | update
          tenant-developer | writing its own wall | networking.k8s.io | networkpolicies | delete
          tenant-owner | namespaces | core | namespaces | list
          tenant-viewer | any write | apps | deployments | patch
          tenant-viewer | secrets | core | secrets | get
          tenant-auditor | any write | apps | deployments | patch
          tenant-auditor | secrets, configmaps and logs | core | pods/log | get
          platform-admin | anything but our own resources, and quotas to read | apps | deployments | get
          platform-viewer | anything but our own resources, and quotas to read | core | resourcequotas | watch
          platform-admin | anything but our own resources, and quotas to read | core | resourcequotas | patch
          """)
  void seesWhatIsForbidden(String role, String what, String groups, String resource, String verb) {
    var rule =
        new PolicyRuleBuilder()
            .withApiGroups(
                Stream.of(groups.split(" ")).map(g -> g.equals("core") ? "" : g).toList())
            .withResources(resource)
            .withVerbs(verb)
            .build();
    var bad = role("cityhall-" + role).withRules(rule).build();

    assertThat(ForbiddenRights.in(bad)).contains("cityhall-" + role + ": " + what);
  }

  @Test
  void seesPathsInsteadOfResources() {
    var rule = new PolicyRuleBuilder().withNonResourceURLs("/metrics").withVerbs("get").build();
    var bad = role("cityhall-operator").withRules(rule).build();

    assertThat(ForbiddenRights.in(bad))
        .containsExactly("cityhall-operator: paths instead of resources");
  }

  @Test
  void seesAggregationInBothDirections() {
    var gives =
        role("cityhall-tenant-viewer")
            .editMetadata()
            .addToLabels("rbac.authorization.k8s.io/aggregate-to-view", "true")
            .endMetadata()
            .build();
    var takes = role("cityhall-tenant-viewer").withNewAggregationRule().endAggregationRule();

    assertThat(ForbiddenRights.in(gives)).containsExactly("cityhall-tenant-viewer: aggregation");
    assertThat(ForbiddenRights.in(takes.build()))
        .containsExactly("cityhall-tenant-viewer: aggregation");
  }

  @Test
  void theOperatorMayBindTheRolesMadeForItAndNoOther() {
    var bindable =
        ROLES.get("cityhall-operator").getRules().stream()
            .filter(rule -> rule.getVerbs().contains("bind"))
            .toList();

    assertThat(bindable).singleElement();
    assertThat(bindable.get(0).getResourceNames())
        .isSubsetOf(ROLES.keySet())
        .containsExactlyInAnyOrder(
            "cityhall-tenant-owner",
            "cityhall-tenant-developer",
            "cityhall-tenant-viewer",
            "cityhall-tenant-auditor",
            "cityhall-operator-in-tenant",
            "cityhall-operator-offboarding");
  }

  @Test
  void onlyTheOperatorIsBoundAndOnlyToItsOwnRoles() {
    var bindings = Chart.render(ClusterRoleBinding.class);

    assertThat(bindings).singleElement();
    assertThat(bindings.get(0).getRoleRef().getName()).isEqualTo("cityhall-operator");
    assertThat(bindings.get(0).getSubjects())
        .singleElement()
        .satisfies(subject -> assertThat(subject.getName()).isEqualTo("cityhall-operator"))
        .satisfies(subject -> assertThat(subject.getNamespace()).isEqualTo(Chart.NAMESPACE));
  }

  @Test
  void inItsOwnNamespaceTheOperatorHasTwoLeases() {
    var rules = Chart.render(Role.class).get(0).getRules();

    assertThat(rules)
        .allSatisfy(rule -> assertThat(rule.getResources()).containsExactly("leases"))
        .filteredOn(rule -> rule.getResourceNames().isEmpty())
        .singleElement()
        .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("create"));
    assertThat(rules)
        .flatExtracting(PolicyRule::getResourceNames)
        .containsExactly("cityhall-operator", "cityhall-epoch");
  }

  @Test
  void everyKindIsInTheRolesThatSpeakOfAllKinds() {
    var plurals = new ArrayList<String>();
    var names = new ArrayList<String>();
    for (var crd : Chart.render(CustomResourceDefinition.class)) {
      plurals.add(crd.getSpec().getNames().getPlural());
      names.add(crd.getMetadata().getName());
    }

    for (var role : List.of("operator", "platform-admin", "platform-viewer")) {
      assertThat(ROLES.get("cityhall-" + role).getRules())
          .filteredOn(rule -> rule.getApiGroups().equals(List.of("cityhall.dev")))
          .filteredOn(rule -> rule.getVerbs().contains("list"))
          .flatExtracting(PolicyRule::getResources)
          .as(role)
          .containsExactlyInAnyOrderElementsOf(plurals);
    }
    assertThat(ROLES.get("cityhall-operator").getRules())
        .filteredOn(rule -> rule.getApiGroups().contains("apiextensions.k8s.io"))
        .singleElement()
        .satisfies(
            rule -> assertThat(rule.getResourceNames()).containsExactlyInAnyOrderElementsOf(names));
  }

  @Test
  void anOwnerHasAllThatADeveloperHas() {
    var owner = ROLES.get("cityhall-tenant-owner").getRules();

    assertThat(owner).containsAll(ROLES.get("cityhall-tenant-developer").getRules());
  }

  private static ClusterRoleBuilder role(String name) {
    return new ClusterRoleBuilder().withNewMetadata().withName(name).endMetadata();
  }
}
