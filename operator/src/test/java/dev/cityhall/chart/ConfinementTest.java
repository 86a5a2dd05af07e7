package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the operator's identity is let do and refused, on a real API server. In the namespaces of
 * this test it is an administrator by mistake, so that what refuses it is the policy alone.
 *
 * <p>All but the pod are dry runs, which pass authorization and admission like any other request.
 */
class ConfinementTest {

  private static final KubernetesClient ADMIN = BareCluster.admin();

  private static final Map<String, String> WORDS =
      Map.of(
          "core:", "/api/v1/",
          "rbac:", "/apis/rbac.authorization.k8s.io/v1/",
          "SELF", "{kind: ServiceAccount, name: cityhall-operator, namespace: cityhall-system}",
          "WANG", "{kind: User, apiGroup: rbac.authorization.k8s.io, name: wang}",
          "EVERYBODY",
              "{kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:authenticated'}",
          "ROLE(", "{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ",
          "DEPARTMENT", "cityhall.dev/department: confined",
          "POD", "{containers: [{name: app, image: app}]}");

  private static final String AS_IF_A_DEPARTMENT_HAD_IT =
      """
      {"metadata": {"labels": {
        "cityhall.dev/department": "confined", "cityhall.dev/protection-level": "2"}}}
      """;

  private static Attempts operator;

  @BeforeAll
  static void prepare() {
    operator = Attempts.as(OperatorUnderTest.USER, ADMIN);
    namespace("confined", Map.of("cityhall.dev/department", "confined"));
    namespace("confined-plain", Map.of());
    namespace("kube-confined", Map.of("cityhall.dev/department", "confined"));
    Change.merge(ADMIN.namespaces().withName("kube-public"), AS_IF_A_DEPARTMENT_HAD_IT);
    bindAdministrator("kube-public", "mistake", Chart.NAMESPACE, "cityhall-operator");
    bind("confined", "usurper", "cityhall.dev/department", "edit", "wang");
    bind("confined", "foreign", "team", "edit", "wang");
    quota("cityhall");
    quota("cityhall-priority-low");
    Await.until(
        "the mistake works and the policy too",
        () -> {
          var secret = "{metadata: {name: s}}";
          var answer = tryOut("POST", "core:namespaces/kube-confined/secrets", secret);
          return answer.message().contains("'cityhall-operator-confined-inside'");
        });
  }

  private static void quota(String name) {
    var quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withNamespace("confined")
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .endSpec();
    ADMIN.resource(quota.build()).create();
  }

  @AfterAll
  static void cleanUp() {
    operator.close();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "",
      textBlock =
          """
          POST   | core:namespaces | {metadata: {name: confined-new, labels: {DEPARTMENT}}}
          PATCH  | core:namespaces/confined-plain | {metadata: {labels: {DEPARTMENT}}}
          PATCH  | core:namespaces/confined | {metadata: {labels: {cityhall.dev/protection-level: '3'}}}
          DELETE | core:namespaces/confined | ``
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: a}, roleRef: ROLE(cityhall-tenant-owner}, subjects: [WANG]}
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: b}, roleRef: ROLE(cityhall-tenant-viewer}}
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: c}, roleRef: ROLE(cityhall-operator-in-tenant}, subjects: [SELF]}
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: d}, roleRef: ROLE(cityhall-operator-offboarding}, subjects: [SELF]}
          DELETE | rbac:namespaces/confined/rolebindings/usurper | ``
          POST   | core:namespaces/confined/resourcequotas | {metadata: {name: q}, spec: {hard: {pods: 1}}}
          DELETE | core:namespaces/confined/resourcequotas/cityhall-priority-low | ``
          POST   | core:namespaces/confined/limitranges | {metadata: {name: l}, spec: {limits: []}}
          PATCH  | core:namespaces/confined/serviceaccounts/default | {automountServiceAccountToken: false}
          POST   | /apis/networking.k8s.io/v1/namespaces/confined/networkpolicies | {metadata: {name: w}, spec: {podSelector: {}}}
          POST   | core:namespaces/confined/persistentvolumeclaims | {metadata: {name: v}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
          POST   | /apis/cityhall.dev/v1alpha1/namespaces/confined/departmentviews | {apiVersion: cityhall.dev/v1alpha1, kind: DepartmentView, metadata: {name: v}, status: {department: confined}}
          POST   | core:namespaces/confined/pods | {metadata: {name: p}, spec: POD}
          POST   | core:namespaces/default/events | {metadata: {name: e}, involvedObject: {namespace: default, kind: DepartmentTenant, name: confined}, reason: Test}
          POST   | /apis/coordination.k8s.io/v1/namespaces/cityhall-system/leases | {metadata: {name: another}}
          """)
  void letsTheOperatorDoItsWork(String method, String path, String body) {
    var answer = tryOut(method, path, body);

    assertThat(answer.message()).isEmpty();
    assertThat(answer.isYes()).isTrue();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "",
      textBlock =
          """
          POST   | core:namespaces | {metadata: {name: confined-evil}} | carries no label cityhall.dev/department
          POST   | core:namespaces | {metadata: {name: confined-evil, labels: {cityhall.dev/department: ''}}} | label cityhall.dev/department is empty
          POST   | core:namespaces | {metadata: {name: kube-evil, labels: {DEPARTMENT}}} | belong to no department
          PATCH  | core:namespaces/default | {metadata: {labels: {DEPARTMENT}}} | belong to no department
          PATCH  | core:namespaces/kube-system | {metadata: {labels: {DEPARTMENT}}} | belong to no department
          PATCH  | core:namespaces/cityhall-system | {metadata: {labels: {DEPARTMENT}}} | belong to no department
          PATCH  | core:namespaces/kube-confined | {metadata: {labels: {a: b}}} | belong to no department
          DELETE | core:namespaces/kube-confined | `` | belong to no department
          PATCH  | core:namespaces/confined-plain | {metadata: {labels: {a: b}}} | carries no label cityhall.dev/department
          DELETE | core:namespaces/confined-plain | `` | carries no label cityhall.dev/department
          PATCH  | core:namespaces/confined | {metadata: {labels: {cityhall.dev/department: null}}} | carries no label cityhall.dev/department
          PATCH  | core:namespaces/confined | {metadata: {labels: {cityhall.dev/department: other}}} | from department confined to department other
          PATCH  | core:namespaces/confined/status | {metadata: {annotations: {a: b}}} | may not UPDATE namespaces/status
          PUT    | core:namespaces/confined/finalize | {metadata: {name: confined}} | may not UPDATE namespaces/finalize
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: a}, roleRef: ROLE(edit}, subjects: [WANG]} | to ClusterRole edit
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: a}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: cityhall-tenant-owner}, subjects: [WANG]} | to Role cityhall-tenant-owner
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: a}, roleRef: ROLE(cityhall-operator-in-tenant}, subjects: [WANG]} | for the operator alone
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: a}, roleRef: ROLE(cityhall-operator-offboarding}, subjects: [SELF, WANG]} | for the operator alone
          POST   | rbac:namespaces/confined/rolebindings | {metadata: {name: a}, roleRef: ROLE(cityhall-tenant-viewer}, subjects: [EVERYBODY]} | no role of a department is for system:*
          DELETE | rbac:namespaces/confined/rolebindings/foreign | `` | to ClusterRole edit
          POST   | /apis/cityhall.dev/v1alpha1/namespaces/confined-plain/departmentviews | {apiVersion: cityhall.dev/v1alpha1, kind: DepartmentView, metadata: {name: v}, status: {department: confined}} | belongs to no department
          POST   | rbac:namespaces/confined-plain/rolebindings | {metadata: {name: a}, roleRef: ROLE(cityhall-tenant-owner}, subjects: [WANG]} | belongs to no department
          POST   | rbac:namespaces/kube-confined/rolebindings | {metadata: {name: a}, roleRef: ROLE(cityhall-operator-in-tenant}, subjects: [SELF]} | belong to no department
          POST   | rbac:namespaces/default/rolebindings | {metadata: {name: a}, roleRef: ROLE(cityhall-operator-in-tenant}, subjects: [SELF]} | belong to no department
          DELETE | rbac:namespaces/cityhall-system/rolebindings/cityhall-operator | `` | belong to no department
          POST   | rbac:namespaces/confined/roles | {metadata: {name: r}} | may not CREATE roles
          POST   | core:namespaces/confined-plain/resourcequotas | {metadata: {name: q}, spec: {hard: {pods: 1}}} | belongs to no department
          POST   | core:namespaces/kube-confined/resourcequotas | {metadata: {name: q}, spec: {hard: {pods: 1}}} | belong to no department
          POST   | core:namespaces/kube-public/resourcequotas | {metadata: {name: q}, spec: {hard: {pods: 1}}} | belong to no department
          DELETE | core:namespaces/confined/resourcequotas/cityhall | `` | may not DELETE resourcequotas/cityhall in namespace confined
          POST   | core:namespaces/confined/secrets | {metadata: {name: s}} | may not CREATE secrets
          POST   | core:namespaces/confined-plain/secrets | {metadata: {name: s}} | it works with namespaces, rolebindings
          POST   | core:namespaces/confined/configmaps | {metadata: {name: s}} | may not CREATE configmaps
          POST   | core:namespaces/confined/serviceaccounts/default/token | {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {}} | may not CREATE serviceaccounts/token
          POST   | core:namespaces/confined/services | {metadata: {name: s}, spec: {ports: [{port: 80}]}} | may not CREATE services
          POST   | /apis/apps/v1/namespaces/confined/deployments | {metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: POD}}} | may not CREATE deployments.apps
          POST   | /apis/batch/v1/namespaces/confined/jobs | {metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: app}]}}}} | may not CREATE jobs.batch
          """)
  void refusesTheOperatorWhatIsNotItsWork(String method, String path, String body, String why) {
    var answer = tryOut(method, path, body);

    assertThat(answer.code()).as(answer.message()).isEqualTo(403);
    assertThat(answer.message())
        .contains("ValidatingAdmissionPolicy 'cityhall-operator-confined", OperatorUnderTest.USER)
        .contains(why);
  }

  @Test
  void startsNoPod() {
    var path = "/api/v1/namespaces/confined/pods";

    var answer = operator.send("POST", path, words("{metadata: {name: real}, spec: POD}"));

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message()).contains("it probes the standard by dry run and starts none");
  }

  @Test
  void confinesNobodyElse() {
    try (var other = Attempts.as("system:serviceaccount:kube-system:other", ADMIN)) {
      bindAdministrator("confined", "other", "kube-system", "other");
      var path = "/api/v1/namespaces/confined/configmaps?dryRun=All";

      Await.until(
          "somebody else may write",
          () -> other.send("POST", path, "{metadata: {name: c}}").isYes());
    }
  }

  /** The server checks the types of the expressions and tells it in the status. */
  @Test
  void noPolicyHasAWarning() {
    var policies = ADMIN.admissionRegistration().v1().validatingAdmissionPolicies();

    for (var name :
        List.of(
            "cityhall-adoption",
            "cityhall-operator-confined",
            "cityhall-operator-confined-inside",
            "cityhall-recount-fence")) {
      Await.until(
          name + " is checked",
          () -> {
            var status = policies.withName(name).get().getStatus();
            return status != null && status.getTypeChecking() != null;
          });
      assertThat(
              policies.withName(name).get().getStatus().getTypeChecking().getExpressionWarnings())
          .isEmpty();
    }
  }

  private static Attempts.Answer tryOut(String method, String path, String body) {
    return operator.send(method, words(path) + "?dryRun=All", words(body));
  }

  private static String words(String text) {
    var expanded = text;
    for (var word : WORDS.entrySet()) {
      expanded = expanded.replace(word.getKey(), word.getValue());
    }
    return expanded;
  }

  private static void namespace(String name, Map<String, String> labels) {
    var namespace =
        new NamespaceBuilder().withNewMetadata().withName(name).withLabels(labels).endMetadata();
    ADMIN.resource(namespace.build()).create();
    bindAdministrator(name, "mistake", Chart.NAMESPACE, "cityhall-operator");
  }

  private static void bindAdministrator(
      String namespace, String name, String accountNamespace, String account) {
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
            .addNewSubject("", "ServiceAccount", account, accountNamespace);
    ADMIN.resource(binding.build()).create();
  }

  private static void bind(String namespace, String name, String label, String role, String user) {
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .addToLabels(label, namespace)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
            .addNewSubject("rbac.authorization.k8s.io", "User", user, null);
    ADMIN.resource(binding.build()).create();
  }
}
