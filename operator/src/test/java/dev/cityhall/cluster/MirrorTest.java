package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the mirror makes of answers to our own writes; no server and no watch is involved. */
class MirrorTest {

  private static final Config NOWHERE =
      new ConfigBuilder(Config.empty()).withMasterUrl("http://localhost:1").build();

  private final KubernetesClient client = new KubernetesClientBuilder().withConfig(NOWHERE).build();
  private final Mirror mirror = new Mirror(client, new ApiServer(client, (verb, plural) -> {}));

  @AfterEach
  void close() {
    mirror.close();
    client.close();
  }

  @Test
  void remembersTheAnswerToAWrite() {
    remember("tax-filing-prod", "uid-1", 10, "tax");

    var seen = mirror.get(Ref.namespace("tax-filing-prod")).orElseThrow();
    assertThat(seen.uid()).isEqualTo("uid-1");
    assertThat(seen.department()).isEqualTo("tax");
    assertThat(mirror.ofDepartment("tax")).containsExactly(seen);
    assertThat(mirror.departments()).containsExactly("tax");
    assertThat(mirror.names(ObjectKind.NAMESPACE)).containsExactly("tax-filing-prod");
  }

  @Test
  void dropsWhatIsOlderThanWhatItKnows() {
    remember("tax-filing-prod", "uid-1", 10, "tax");

    remember("tax-filing-prod", "uid-1", 9, "health");

    assertThat(mirror.get(Ref.namespace("tax-filing-prod")).orElseThrow().version()).isEqualTo(10);
    assertThat(mirror.departments()).containsExactly("tax");
  }

  @Test
  void comparesVersionsAsNumbers() {
    remember("tax-filing-prod", "uid-1", 9, "tax");

    remember("tax-filing-prod", "uid-1", 10, "tax");

    assertThat(mirror.get(Ref.namespace("tax-filing-prod")).orElseThrow().version()).isEqualTo(10);
  }

  @Test
  void anObjectThatChangesItsDepartmentLeavesTheFormer() {
    remember("tax-filing-prod", "uid-1", 10, "tax");

    remember("tax-filing-prod", "uid-1", 11, "health");

    assertThat(mirror.ofDepartment("tax")).isEmpty();
    assertThat(mirror.ofDepartment("health")).hasSize(1);
    assertThat(mirror.departments()).containsExactly("health");
  }

  @Test
  void forgetsWhatIsGone() {
    remember("tax-filing-prod", "uid-1", 10, "tax");
    remember("tax-audit-prod", "uid-2", 11, "tax");

    mirror.forget(Ref.namespace("tax-filing-prod"));
    mirror.forget(Ref.namespace("never-seen"));

    assertThat(mirror.get(Ref.namespace("tax-filing-prod"))).isEmpty();
    assertThat(mirror.ofDepartment("tax")).extracting(Observed::uid).containsExactly("uid-2");
  }

  @Test
  void aTenantIsNotOneOfItsDepartmentsObjects() {
    mirror.remember(
        ObjectKind.DEPARTMENT_TENANT,
        tree("metadata: {name: tax, uid: uid-1, resourceVersion: '10'}"));

    assertThat(mirror.names(ObjectKind.DEPARTMENT_TENANT)).containsExactly("tax");
    assertThat(mirror.ofDepartment("tax")).isEmpty();
  }

  @Test
  void isNotWatchingBeforeItWasStarted() {
    assertThat(mirror.isWatching()).isFalse();
  }

  @Test
  void keepsOfAQuotaOnlyWhatDecisionsNeed() {
    var quota =
        tree(
            """
            metadata:
              {name: cityhall, namespace: tax, uid: uid-1, resourceVersion: '10', generation: 2}
            spec: {hard: {pods: '5'}, scopes: [BestEffort]}
            status: {hard: {pods: '5'}, used: {pods: '1'}}
            """);

    var seen = mirror.remember(ObjectKind.RESOURCE_QUOTA, quota);

    var five = Amounts.of(QuotaKey.PODS, 5);
    assertThat(seen.amounts())
        .isEqualTo(new QuotaAmounts(five, five, Amounts.of(QuotaKey.PODS, 1)));
    assertThat(seen.kept()).isEmpty();
  }

  @Test
  void onlyAChangeThatCanMatterIsOne() {
    var before = quota("{pods: '5'}", "{pods: '5'}", "{pods: '1'}");

    assertThat(quota("{pods: '5'}", "{pods: '5'}", "{pods: '2'}").differsFrom(before)).isFalse();
    assertThat(quota("{pods: '6'}", "{pods: '5'}", "{pods: '1'}").differsFrom(before)).isTrue();
    assertThat(quota("{pods: '5'}", "{pods: '4'}", "{pods: '1'}").differsFrom(before)).isTrue();
  }

  @Test
  void whatSystemsADepartmentHasMattersToItsGrants() {
    var before = tenant("[{name: vat, environments: [{name: prod}]}]");

    assertThat(tenant("[{name: vat, environments: [{name: prod}]}]").differsFrom(before)).isFalse();
    assertThat(tenant("[{name: vat, environments: [{name: test}]}]").differsFrom(before)).isTrue();
  }

  private static Observed tenant(String systems) {
    return Observed.of(
        ObjectKind.DEPARTMENT_TENANT,
        tree("metadata: {name: tax, uid: uid-1}\nspec: {systems: %s}".formatted(systems)));
  }

  private static Observed quota(String hard, String enforced, String used) {
    return Observed.of(
        ObjectKind.RESOURCE_QUOTA,
        tree(
            """
            metadata: {name: cityhall, namespace: tax, uid: uid-1}
            spec: {hard: %s}
            status: {hard: %s, used: %s}
            """
                .formatted(hard, enforced, used)));
  }

  private void remember(String name, String uid, long version, String department) {
    mirror.remember(
        ObjectKind.NAMESPACE,
        tree(
            """
            metadata:
              name: %s
              uid: %s
              resourceVersion: '%d'
              labels: {cityhall.dev/department: %s}
            """
                .formatted(name, uid, version, department)));
  }

  private static JsonNode tree(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }
}
