package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admission policies by their text; what they refuse, a test on an API server shows. */
class PoliciesTest {

  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  /** Written outside of departments' namespaces, and so left to RBAC alone. */
  private static final Set<String> NOT_CONFINED =
      Set.of(
          "/events",
          "events.k8s.io/events",
          "cityhall.dev/departmenttenants/status",
          "cityhall.dev/resourcequotas/status",
          "cityhall.dev/cities/status");

  private static final String OUTSIDE = "cityhall-operator-confined";
  private static final String INSIDE = "cityhall-operator-confined-inside";

  private static final String FENCE = "cityhall-recount-fence";

  private static final Pattern BINDABLE = Pattern.compile("roleRef\\.name in \\[([^]]*)]");
  private static final Pattern ROLE_NAME = Pattern.compile("'(cityhall-[a-z-]+[a-z])'");

  @ParameterizedTest
  @ValueSource(strings = {OUTSIDE, INSIDE})
  void confinesEveryWriteThatTheOperatorHasTheRightTo(String name) {
    var confined = resources(policy(name).getSpec().getMatchConstraints().getResourceRules());

    var writable =
        Chart.render(ClusterRole.class).stream()
            .filter(role -> role.getMetadata().getName().startsWith("cityhall-operator"))
            .flatMap(role -> role.getRules().stream())
            .filter(rule -> rule.getVerbs().stream().anyMatch(WRITES::contains))
            .flatMap(PoliciesTest::resources)
            .filter(resource -> !NOT_CONFINED.contains(resource));

    assertThat(writable).isNotEmpty().isSubsetOf(confined);
  }

  /** No namespace is between the two: what one selector leaves out, the other one selects. */
  @Test
  void confinesOutsideAndInsideOfDepartments() {
    assertThat(selector(OUTSIDE)).isEqualTo("cityhall.dev/department DoesNotExist");
    assertThat(selector(INSIDE)).isEqualTo("cityhall.dev/department Exists");
  }

  @Test
  void judgesInOddNamespacesWhatIsNotEvenMatchedInOthers() {
    var matched = binding(INSIDE).getSpec().getMatchResources();
    var unmatched = resources(matched.getExcludeResourceRules());

    assertThat(matched.getResourceRules()).isEmpty();
    assertThat(unmatched)
        .isNotEmpty()
        .doesNotContain("/namespaces", "/pods", "rbac.authorization.k8s.io/rolebindings");
    for (var odd : List.of("-mislabelled", "-reserved")) {
      assertThat(resources(binding(INSIDE + odd).getSpec().getMatchResources().getResourceRules()))
          .isEqualTo(unmatched);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OUTSIDE, INSIDE})
  void confinesNobodyButTheOperatorOfThisRelease(String name) {
    assertThat(policy(name).getSpec().getMatchConditions())
        .extracting(MatchCondition::getExpression)
        .contains(
            "request.userInfo.username =="
                + " 'system:serviceaccount:cityhall-system:cityhall-operator'");
  }

  @Test
  void letsTheOperatorBindWhatItsRightsLetItBind() {
    var bindable =
        Chart.render(ClusterRole.class).stream()
            .flatMap(role -> role.getRules().stream())
            .filter(rule -> rule.getVerbs().contains("bind"))
            .flatMap(rule -> rule.getResourceNames().stream())
            .toList();
    var inside = policy(INSIDE).getSpec();
    var lists =
        Stream.concat(
                inside.getMatchConditions().stream().map(MatchCondition::getExpression),
                inside.getValidations().stream().map(Validation::getExpression))
            .flatMap(expression -> BINDABLE.matcher(expression).results())
            .map(list -> ROLE_NAME.matcher(list.group(1)).results().map(m -> m.group(1)).toList());

    assertThat(lists)
        .hasSize(2)
        .allSatisfy(allowed -> assertThat(allowed).containsExactlyInAnyOrderElementsOf(bindable));
  }

  @Test
  void reservesTheNamespacesThatThePlatformNames() {
    var objects = Chart.render(Map.of("policies.reservedNamespaces[0]", "argocd"));
    var policies = Chart.only(ValidatingAdmissionPolicy.class, objects);
    var list = "['default', 'cityhall-system', 'argocd']";

    assertThat(policies)
        .flatExtracting(policy -> policy.getSpec().getVariables())
        .filteredOn(variable -> variable.getName().equals("reserved"))
        .hasSize(2)
        .allSatisfy(variable -> assertThat(variable.getExpression()).contains(list));
    assertThat(policies)
        .flatExtracting(policy -> policy.getSpec().getMatchConditions())
        .filteredOn(condition -> condition.getName().equals("is-no-everyday-work"))
        .singleElement()
        .satisfies(
            condition ->
                assertThat(condition.getExpression())
                    .contains("request.namespace in " + list, "object.metadata.name in " + list));
    assertThat(Chart.only(ValidatingAdmissionPolicyBinding.class, objects))
        .filteredOn(binding -> binding.getMetadata().getName().equals(INSIDE + "-reserved"))
        .flatExtracting(
            binding ->
                binding
                    .getSpec()
                    .getMatchResources()
                    .getNamespaceSelector()
                    .getMatchExpressions()
                    .get(0)
                    .getValues())
        .contains("default", "cityhall-system", "argocd");
  }

  @Test
  void everyPolicyFailsClosedAndNeedsNoParameter() {
    assertThat(Chart.render(ValidatingAdmissionPolicy.class))
        .isNotEmpty()
        .allSatisfy(
            policy -> {
              assertThat(policy.getSpec().getFailurePolicy()).isEqualTo("Fail");
              assertThat(policy.getSpec().getParamKind()).isNull();
            });
  }

  /** The server checks the types of no expression in a rule with a wildcard. */
  @Test
  void noPolicySpeaksInWildcards() {
    assertThat(Chart.render(ValidatingAdmissionPolicy.class))
        .flatExtracting(policy -> policy.getSpec().getMatchConstraints().getResourceRules())
        .allSatisfy(
            rule ->
                assertThat(
                        Stream.of(
                                rule.getApiGroups(),
                                rule.getApiVersions(),
                                rule.getResources(),
                                rule.getOperations())
                            .flatMap(List::stream))
                    .noneMatch(word -> word.contains("*")));
  }

  @Test
  void everyRefusalIsForbiddenAndSaysWhoWhatAndWhatToDo() {
    assertThat(Chart.render(ValidatingAdmissionPolicy.class))
        .filteredOn(policy -> !policy.getMetadata().getName().equals(FENCE))
        .flatExtracting(policy -> policy.getSpec().getValidations())
        .allSatisfy(
            validation -> {
              assertThat(validation.getReason()).isEqualTo("Forbidden");
              assertThat(validation.getMessage()).isNotBlank();
              assertThat(validation.getMessageExpression())
                  .containsPattern("request.userInfo.username|variables.who");
            });
  }

  /** It may be in the way of nothing but recounts of our quotas in departments' namespaces. */
  @Test
  void theFenceMatchesOurQuotasInDepartmentsNamespacesForTheGivenIdentities() {
    var fence =
        Chart.policy(FENCE, Map.of("policies.quotaControllers[0]", "system:recounter")).getSpec();

    var rules = fence.getMatchConstraints().getResourceRules();
    assertThat(selector(FENCE)).isEqualTo("cityhall.dev/department Exists");
    assertThat(resources(rules)).containsExactly("/resourcequotas/status");
    assertThat(fence.getMatchConditions().get(1).getExpression())
        .isEqualTo("request.name == 'cityhall' || request.name.startsWith('cityhall-')");
    assertThat(rules.get(0).getOperations()).containsExactly("UPDATE");
    assertThat(fence.getMatchConditions().get(0).getExpression())
        .isEqualTo("request.userInfo.username in ['system:recounter']");
    assertThat(policy(FENCE).getSpec().getMatchConditions().get(0).getExpression())
        .contains(
            "['system:serviceaccount:kube-system:resourcequota-controller',"
                + " 'system:kube-controller-manager']");
  }

  /** The server evaluates the expression of a message at every write, refused or not. */
  @Test
  void theFenceSaysTheSameToEverybody() {
    assertThat(policy(FENCE).getSpec().getValidations())
        .singleElement()
        .satisfies(validation -> assertThat(validation.getMessageExpression()).isNull())
        .satisfies(validation -> assertThat(validation.getReason()).isEqualTo("Forbidden"))
        .satisfies(
            validation ->
                assertThat(validation.getMessage())
                    .contains("controller-manager", "quotas `cityhall*`", "60 s", "nothing to do"));
  }

  @Test
  void everyPolicyIsBoundAndDenies() {
    var bindings =
        Chart.render(ValidatingAdmissionPolicyBinding.class).stream()
            .map(ValidatingAdmissionPolicyBinding::getSpec)
            .toList();

    assertThat(bindings)
        .extracting(spec -> spec.getPolicyName())
        .hasSameElementsAs(
            Chart.render(ValidatingAdmissionPolicy.class).stream()
                .map(policy -> policy.getMetadata().getName())
                .toList());
    assertThat(bindings)
        .allSatisfy(spec -> assertThat(spec.getValidationActions()).containsExactly("Deny"));
  }

  private static String selector(String policy) {
    var terms =
        policy(policy).getSpec().getMatchConstraints().getNamespaceSelector().getMatchExpressions();
    assertThat(terms).hasSize(1);
    return terms.get(0).getKey() + " " + terms.get(0).getOperator();
  }

  private static ValidatingAdmissionPolicyBinding binding(String name) {
    return Chart.render(ValidatingAdmissionPolicyBinding.class).stream()
        .filter(binding -> binding.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ValidatingAdmissionPolicy policy(String name) {
    return Chart.policy(name, Map.of());
  }

  private static Set<String> resources(List<NamedRuleWithOperations> rules) {
    return rules.stream()
        .flatMap(rule -> resources(rule.getApiGroups(), rule.getResources()))
        .collect(Collectors.toSet());
  }

  private static Stream<String> resources(PolicyRule rule) {
    return resources(rule.getApiGroups(), rule.getResources());
  }

  /** {@code group/resource}, where the core group is empty. */
  private static Stream<String> resources(List<String> groups, List<String> resources) {
    return groups.stream().flatMap(group -> resources.stream().map(name -> group + "/" + name));
  }
}
