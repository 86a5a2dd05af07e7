package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static final Pattern ROLE_NAME = Pattern.compile("'(cityhall-[a-z-]+[a-z])'");

  @Test
  void confinesEveryWriteThatTheOperatorHasTheRightTo() {
    var confined =
        policy("cityhall-operator-confined")
            .getSpec()
            .getMatchConstraints()
            .getResourceRules()
            .stream()
            .flatMap(PoliciesTest::resources)
            .collect(Collectors.toSet());

    var writable =
        Chart.render(ClusterRole.class).stream()
            .filter(role -> role.getMetadata().getName().startsWith("cityhall-operator"))
            .flatMap(role -> role.getRules().stream())
            .filter(rule -> rule.getVerbs().stream().anyMatch(WRITES::contains))
            .flatMap(PoliciesTest::resources)
            .filter(resource -> !NOT_CONFINED.contains(resource));

    assertThat(writable).isNotEmpty().isSubsetOf(confined);
  }

  @Test
  void confinesNobodyButTheOperatorOfThisRelease() {
    assertThat(policy("cityhall-operator-confined").getSpec().getMatchConditions())
        .singleElement()
        .satisfies(
            condition ->
                assertThat(condition.getExpression())
                    .isEqualTo(
                        "request.userInfo.username =="
                            + " 'system:serviceaccount:cityhall-system:cityhall-operator'"));
  }

  @Test
  void letsTheOperatorBindWhatItsRightsLetItBind() {
    var bindable =
        Chart.render(ClusterRole.class).stream()
            .flatMap(role -> role.getRules().stream())
            .filter(rule -> rule.getVerbs().contains("bind"))
            .flatMap(rule -> rule.getResourceNames().stream());
    var allowed =
        policy("cityhall-operator-confined").getSpec().getValidations().stream()
            .map(Validation::getExpression)
            .filter(expression -> expression.contains("roleRef.name in"))
            .flatMap(expression -> ROLE_NAME.matcher(expression).results())
            .map(match -> match.group(1));

    assertThat(allowed).isNotEmpty().containsExactlyInAnyOrderElementsOf(bindable.toList());
  }

  @Test
  void reservesTheNamespacesThatThePlatformNames() {
    var policies =
        Chart.only(
            ValidatingAdmissionPolicy.class,
            Chart.render(Map.of("policies.reservedNamespaces[0]", "argocd")));

    assertThat(policies)
        .flatExtracting(policy -> policy.getSpec().getVariables())
        .filteredOn(variable -> variable.getName().equals("reserved"))
        .singleElement()
        .satisfies(
            variable ->
                assertThat(variable.getExpression())
                    .contains("['default', 'cityhall-system', 'argocd']"));
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
        .flatExtracting(policy -> policy.getSpec().getValidations())
        .allSatisfy(
            validation -> {
              assertThat(validation.getReason()).isEqualTo("Forbidden");
              assertThat(validation.getMessage()).isNotBlank();
              assertThat(validation.getMessageExpression())
                  .containsPattern("request.userInfo.username|variables.who");
            });
  }

  @Test
  void everyPolicyIsBoundOnceAndDenies() {
    var bindings =
        Chart.render(ValidatingAdmissionPolicyBinding.class).stream()
            .map(ValidatingAdmissionPolicyBinding::getSpec)
            .toList();

    assertThat(bindings)
        .extracting(spec -> spec.getPolicyName())
        .containsExactlyInAnyOrderElementsOf(
            Chart.render(ValidatingAdmissionPolicy.class).stream()
                .map(policy -> policy.getMetadata().getName())
                .toList());
    assertThat(bindings)
        .allSatisfy(spec -> assertThat(spec.getValidationActions()).containsExactly("Deny"));
  }

  private static ValidatingAdmissionPolicy policy(String name) {
    return Chart.render(ValidatingAdmissionPolicy.class).stream()
        .filter(policy -> policy.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> resources(NamedRuleWithOperations rule) {
    return resources(rule.getApiGroups(), rule.getResources());
  }

  private static Stream<String> resources(PolicyRule rule) {
    return resources(rule.getApiGroups(), rule.getResources());
  }

  /** {@code group/resource}, where the core group is empty. */
  private static Stream<String> resources(List<String> groups, List<String> resources) {
    return groups.stream().flatMap(group -> resources.stream().map(name -> group + "/" + name));
  }
}
