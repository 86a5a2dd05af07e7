package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That the operator may set one annotation on the controllers of pods, and do nothing else to them,
 * on a real API server. In one namespace it has the rights of its chart, in the others every right
 * by mistake, so that what refuses it there is the policy alone.
 */
class NudgeTest {

  private static final KubernetesClient ADMIN = BareCluster.admin();

  private static final Map<String, String> OF_A_DEPARTMENT =
      Map.of("cityhall.dev/department", "nudged");

  /** No pod is made of these. */
  private static final String CONTROLLERS =
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web, labels: {app: web}, annotations: {note: kept}, finalizers: [test/kept]}
      spec:
        replicas: 0
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: app}]}}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        replicas: 0
        serviceName: db
        selector: {matchLabels: {app: db}}
        template: {metadata: {labels: {app: db}}, spec: {containers: [{name: app, image: app}]}}
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: once}
      spec:
        suspend: true
        template: {spec: {restartPolicy: Never, containers: [{name: app, image: app}]}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: site}
      spec:
        replicas: 0
        selector: {matchLabels: {app: site}}
        template: {metadata: {labels: {app: site}}, spec: {containers: [{name: app, image: app}]}}
      """;

  private static final String NUDGE =
      "{metadata: {annotations: {cityhall.dev/quota-granted-at: T}}}";

  /**
   * As what the server knows the operator's program, which owns the annotation and nothing else.
   */
  private static final String MANAGER = "cityhall-operator";

  private static Attempts operator;

  @BeforeAll
  static void prepare() {
    operator = Attempts.as(OperatorUnderTest.USER, ADMIN);
    namespace("nudged", OF_A_DEPARTMENT, "cluster-admin");
    namespace("nudged-by-right", OF_A_DEPARTMENT, "cityhall-operator-in-tenant");
    namespace("nudged-plain", Map.of(), "cluster-admin");
    namespace("kube-nudged", OF_A_DEPARTMENT, "cluster-admin");
    Await.until(
        "the right works and the policy too",
        () -> nudge("nudged-by-right").isYes() && refusesToScale(),
        () -> nudge("nudged-by-right"));
  }

  private static boolean refusesToScale() {
    return send("PATCH", "apps/v1/namespaces/nudged/replicasets/web", "{spec: {replicas: 1}}")
        .message()
        .contains("cityhall-operator-confined-inside");
  }

  private static Attempts.Answer nudge(String namespace) {
    return send("PATCH", "apps/v1/namespaces/" + namespace + "/replicasets/web", NUDGE);
  }

  private static void namespace(String name, Map<String, String> labels, String role) {
    var namespace =
        new NamespaceBuilder().withNewMetadata().withName(name).withLabels(labels).endMetadata();
    ADMIN.resource(namespace.build()).create();
    var text = new ByteArrayInputStream(CONTROLLERS.getBytes(StandardCharsets.UTF_8));
    ADMIN.load(text).items().forEach(item -> ADMIN.resource(item).inNamespace(name).create());
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(name)
            .withName("test")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
            .addNewSubject("", "ServiceAccount", "cityhall-operator", Chart.NAMESPACE);
    ADMIN.resource(binding.build()).create();
  }

  @AfterAll
  static void cleanUp() {
    operator.close();
  }

  @ParameterizedTest
  @CsvSource({"apps, replicasets/web", "apps, statefulsets/db", "batch, jobs/once"})
  void theOperatorSetsChangesAndRemovesTheAnnotation(String group, String name) {
    var path = "/apis/" + group + "/v1/namespaces/nudged-by-right/" + name;

    for (var value : new String[] {"'2026-11-23T10:00:00Z'", "'2026-11-23T10:01:00Z'", "null"}) {
      var answer =
          operator.send(
              "PATCH", path + "?fieldManager=" + MANAGER, NUDGE.replace("T}}}", value + "}}}"));
      assertThat(answer.message()).isEmpty();
    }
    assertThat(operator.send("GET", path, "").isYes()).isTrue();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "",
      textBlock =
          """
          GET    | apps/v1/namespaces/nudged-by-right/replicasets | `` | cannot list resource
          GET    | apps/v1/namespaces/default/replicasets/web | `` | cannot get resource
          PATCH  | apps/v1/namespaces/default/replicasets/web | NUDGE | cannot patch resource
          PATCH  | apps/v1/namespaces/nudged-by-right/deployments/site | NUDGE | cannot patch resource
          PATCH  | apps/v1/namespaces/nudged-by-right/replicasets/web/scale | {spec: {replicas: 1}} | cannot patch resource
          DELETE | batch/v1/namespaces/nudged-by-right/jobs/once | `` | cannot delete resource
          """)
  void hasNoRightToMore(String method, String path, String body, String why) {
    var answer = send(method, path, body);

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message()).contains(OperatorUnderTest.USER, why);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "",
      textBlock =
          """
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {spec: {replicas: 1}} | the annotation cityhall.dev/quota-granted-at and nothing else
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {annotations: {cityhall.dev/quota-granted-at: T}}, spec: {template: {metadata: {labels: {a: b}}}}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {annotations: {cityhall.dev/quota-granted-at: T, other: '1'}}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {annotations: {other: ''}}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {annotations: {note: changed}}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {annotations: {note: null}}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {annotations: null}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {labels: {app: other}}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {labels: null}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {finalizers: null}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web | {metadata: {managedFields: [{}]}} | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/nudged/statefulsets/db | {spec: {replicas: 1}} | may not UPDATE statefulsets.apps
          PATCH  | apps/v1/namespaces/nudged/statefulsets/db | {metadata: {finalizers: [test/held]}} | may not UPDATE statefulsets.apps
          PATCH  | batch/v1/namespaces/nudged/jobs/once | {spec: {suspend: false}} | may not UPDATE jobs.batch
          PATCH  | batch/v1/namespaces/nudged/jobs/once | {metadata: {ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: u}]}} | may not UPDATE jobs.batch
          PATCH  | apps/v1/namespaces/nudged/deployments/site | NUDGE | may not UPDATE deployments.apps
          PATCH  | apps/v1/namespaces/nudged/replicasets/web/scale | {spec: {replicas: 1}} | may not UPDATE replicasets.apps/scale
          DELETE | apps/v1/namespaces/nudged/replicasets/web | `` | may not DELETE replicasets.apps
          POST   | batch/v1/namespaces/nudged/jobs | {metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: app}]}}}} | may not CREATE jobs.batch
          PATCH  | apps/v1/namespaces/nudged-plain/replicasets/web | NUDGE | may not UPDATE replicasets.apps
          PATCH  | apps/v1/namespaces/kube-nudged/replicasets/web | NUDGE | belong to no department
          """)
  void thePolicyRefusesWhatIsNoNudge(String method, String path, String body, String why) {
    var answer = send(method, path, body);

    assertThat(answer.code()).as(answer.message()).isEqualTo(403);
    assertThat(answer.message())
        .contains("ValidatingAdmissionPolicy 'cityhall-operator-confined", OperatorUnderTest.USER)
        .contains(why);
  }

  @Test
  void thePolicyLetsTheNudgePassForWhoeverHasMoreRights() {
    assertThat(nudge("nudged").message()).isEmpty();
  }

  private static Attempts.Answer send(String method, String path, String body) {
    var query = method.equals("PATCH") ? "?dryRun=All&fieldManager=" + MANAGER : "?dryRun=All";
    return operator.send(method, "/apis/" + path + query, body.equals("NUDGE") ? NUDGE : body);
  }
}
