package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.CityHall;
import dev.cityhall.cluster.ApiServer;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.cluster.Refusal;
import dev.cityhall.cluster.Workloads;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import io.fabric8.kubernetes.api.model.ResourceQuotaStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On ReplicaSets that a real controller could not serve; no event is heard here. */
class DemandsTest {

  private static final KubernetesClient ADMIN = ControlPlane.shared().admin();
  private static final Departments DEPARTMENTS = new Departments(ADMIN);
  private static final Map<String, String> CHARGE =
      Map.of("count/pods", "1", "pods", "1", "requests.cpu", "250m", "cpu", "250m");

  private static int count;

  private final String namespace = "demands-" + ++count;
  private final Ref web = new Ref(ObjectKind.REPLICA_SET, namespace, "web");
  private final Instant start = Instant.now();
  private Instant now = start;
  private final Demands demands =
      new Demands(new Workloads(new ApiServer(ADMIN, (verb, kind) -> {}), Plane::isOne), () -> now);

  @BeforeEach
  void aReplicaSetHasTwoOfFivePods() {
    DEPARTMENTS.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %1$s}
        ---
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: cityhall, namespace: %1$s}
        spec: {hard: {pods: 2}}
        """
            .formatted(namespace));
    Await.until("the quota is in force", () -> hard() == 2);
    DEPARTMENTS.apply(
        """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: web, namespace: %s}
        spec:
          replicas: 5
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: app, image: app, resources: {requests: {cpu: 250m}}}]}
        """
            .formatted(namespace));
    Await.until(
        "it says so",
        () ->
            Integer.valueOf(2).equals(replicaSet().getStatus().getReplicas())
                && replicaSet().getStatus().getConditions().stream()
                    .anyMatch(c -> c.getType().equals("ReplicaFailure")));
  }

  @Test
  void whatWasRefusedUnheardIsFoundByALook() {
    demands.suspect(web);
    assertThat(wanted()).as("a suspicion is no demand").isEmpty();

    lookAfter(Duration.ofMillis(500));

    assertThat(wanted().get(namespace))
        .containsExactly(new Allocator.Demand(Amounts.parseTexts(CHARGE), 3));
  }

  @Test
  void aReplicaSetWaitsSinceItsStatusSaysSo() {
    assertThat(demands.open()).isEmpty();
    var failure = replicaSet().getStatus().getConditions().get(0).getLastTransitionTime();

    demands.refused(
        new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now.plusSeconds(60)));
    demands.refused(
        new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now.plusSeconds(90)));

    assertThat(demands.open())
        .containsExactly(
            new WaitingWorkload(
                web, "cityhall", 3, Amounts.parseTexts(CHARGE), Instant.parse(failure)));
  }

  @Test
  void whatWasNudgedAndStillLacksPodsIsFoundByALookAndNudgedAgain() {
    demands.refused(new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now));
    demands.serve(Map.of(Plane.WHOLE.ref(namespace), quota(3)));
    assertThat(grantedAt()).isEqualTo(start.toString());

    lookAfter(Duration.ofMillis(500));
    assertThat(wanted()).containsKey(namespace);
    demands.serve(Map.of(Plane.WHOLE.ref(namespace), quota(3)));

    assertThat(grantedAt()).isEqualTo(now.toString());
  }

  @Test
  void whatWasToldOfRoomHasItKeptForASecondLessWhatWasCharged() {
    demands.refused(new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now));
    demands.serve(Map.of(Plane.WHOLE.ref(namespace), quota(5)));

    assertThat(wanted().get(namespace)).extracting(Allocator.Demand::count).containsExactly(3L);
    assertThat(wanted(4).get(namespace)).extracting(Allocator.Demand::count).containsExactly(1L);
    assertThat(wanted(5)).isEmpty();
    now = now.plusSeconds(1);
    assertThat(wanted()).isEmpty();
  }

  @Test
  void theNewPodsOfARollOutAreWantedAsSuch() {
    demands.refused(new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now));

    assertThat(demands.byNamespace(Plane.WHOLE, Map.of(), web::equals).get(namespace))
        .containsExactly(
            new Allocator.Demand(Amounts.parseTexts(CHARGE), 3, Allocator.Urgency.ROLL_OUT));
  }

  @Test
  void nothingIsNudgedWithoutRoomForAWholePod() {
    demands.refused(new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now));

    demands.serve(Map.of(Plane.WHOLE.ref(namespace), quota(2)));

    assertThat(grantedAt()).isNull();
    assertThat(wanted()).containsKey(namespace);
  }

  @Test
  void whatWasScaledDownOrDeletedWaitsForNothing() {
    demands.refused(new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now));
    Change.scale(web(), 2);
    lookAfter(Duration.ofSeconds(30));
    assertThat(wanted()).isEmpty();

    Change.scale(web(), 4);
    demands.refused(new Refusal(web, "cityhall", Amounts.of(QuotaKey.PODS, 1), now));
    web().withGracePeriod(0).delete();
    Await.until("it is gone", () -> replicaSet() == null);
    lookAfter(Duration.ofSeconds(30));
    assertThat(wanted()).isEmpty();
  }

  private Map<String, List<Allocator.Demand>> wanted() {
    return wanted(2);
  }

  private Map<String, List<Allocator.Demand>> wanted(long used) {
    var pods = Amounts.of(QuotaKey.PODS, used);
    return demands.byNamespace(
        Plane.WHOLE, Map.of(namespace, new NativeQuota(pods, pods, pods)), workload -> false);
  }

  private void lookAfter(Duration time) {
    now = now.plus(time);
    assertThat(demands.isLookDue()).isTrue();
    demands.look();
  }

  private static NativeQuota quota(long hard) {
    return new NativeQuota(
        Amounts.of(QuotaKey.PODS, hard),
        Amounts.of(QuotaKey.PODS, hard),
        Amounts.of(QuotaKey.PODS, 2));
  }

  private String grantedAt() {
    var annotations = replicaSet().getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(CityHall.QUOTA_GRANTED_AT);
  }

  private ReplicaSet replicaSet() {
    return web().get();
  }

  private Resource<ReplicaSet> web() {
    return ADMIN.apps().replicaSets().inNamespace(namespace).withName("web");
  }

  /** The limit that the server enforces; 0 until the controller-manager wrote it. */
  private long hard() {
    var quota = ADMIN.resourceQuotas().inNamespace(namespace).withName("cityhall").get();
    return Optional.ofNullable(quota.getStatus())
        .map(ResourceQuotaStatus::getHard)
        .map(hard -> hard.get("pods"))
        .map(pods -> pods.getNumericalAmount().longValue())
        .orElse(0L);
  }
}
