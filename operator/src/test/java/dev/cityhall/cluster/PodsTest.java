package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch of pods on a real control plane. */
class PodsTest {

  private static final String OURS = "watched-pods";
  private static final String FOREIGN = "foreign-pods";
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final KubernetesClient ADMIN = ControlPlane.shared().admin();
  private static final ApiServer API = new ApiServer(ADMIN, (verb, plural) -> {});

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicBoolean isForeignOurs = new AtomicBoolean();
  private final Pods pods =
      new Pods(
          ADMIN,
          API,
          pod -> Amounts.of(QuotaKey.PODS, pod.at("/spec/containers").size()),
          name -> name.equals(OURS) || (name.equals(FOREIGN) && isForeignOurs.get()));

  @BeforeAll
  static void namespaces() {
    for (var name : List.of(OURS, FOREIGN)) {
      ADMIN
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).and().build())
          .create();
      Await.until(
          "a service account in " + name,
          () -> ADMIN.serviceAccounts().inNamespace(name).withName("default").get() != null);
    }
  }

  @AfterAll
  static void leave() {
    List.of(OURS, FOREIGN).forEach(name -> ADMIN.namespaces().withName(name).delete());
  }

  @BeforeEach
  void start() {
    pods.onChange(new Teller());
    pods.start();
    Await.until("the first list", () -> told.contains("restarted"));
  }

  @AfterEach
  void stop() {
    pods.close();
    for (var namespace : List.of(OURS, FOREIGN)) {
      for (var pod : API.list(ObjectKind.POD, namespace).path("items")) {
        delete(namespace, pod.at("/metadata/name").asText());
      }
    }
  }

  @Test
  void tellsWhatComesChangesAndGoesInOurNamespaces() {
    create(FOREIGN, "stranger");
    create(OURS, "first");
    API.patchStatus(ref(OURS, "first"), tree("status: {phase: Running}"));
    delete(OURS, "first");

    awaitTold("restarted", "added first", "changed first: Pending to Running", "gone first");
    assertThat(pods.of(OURS)).isEmpty();
    assertThat(pods.of(FOREIGN)).isEmpty();
  }

  @Test
  void keepsWhatDecisionsNeed() {
    // one that is there: the garbage collector takes the pods of others
    var account = ADMIN.serviceAccounts().inNamespace(OURS).withName("default").get().getMetadata();
    var owner =
        "{apiVersion: v1, kind: ServiceAccount, name: default, uid: %s, controller: true}"
            .formatted(account.getUid());
    var created = create(OURS, "digested", owner);

    awaitTold("restarted", "added digested");
    assertThat(pods.of(OURS))
        .containsExactly(
            new PodDigest(
                created.at("/metadata/uid").asText(),
                OURS,
                "digested",
                created.at("/metadata/resourceVersion").asLong(),
                1,
                Instant.parse(created.at("/metadata/creationTimestamp").asText()),
                "Pending",
                "",
                new PodDigest.Owner("ServiceAccount", "default", account.getUid()),
                Amounts.of(QuotaKey.PODS, 1),
                false,
                false));
  }

  @Test
  void saysThatItListedAnewAfterTheWatchWasLost() {
    create(OURS, "before");
    awaitTold("restarted", "added before");

    Objects.requireNonNull(pods.feed()).onClose(new WatcherException("too old resource version"));
    create(OURS, "meanwhile");
    delete(OURS, "before");

    Await.until("the second list", () -> told.lastIndexOf("restarted") > 0);
    create(OURS, "after");
    Await.until("the pod after it", () -> told.contains("added after"));
    assertThat(told)
        .containsExactlyInAnyOrder(
            "restarted",
            "added before",
            "restarted",
            "gone before",
            "added meanwhile",
            "added after");
  }

  @Test
  void takesInANamespaceThatBecomesOurs() {
    create(FOREIGN, "resident");

    isForeignOurs.set(true);
    pods.reread();

    awaitTold("restarted", "added resident", "restarted");
    delete(FOREIGN, "resident");
    awaitTold("restarted", "added resident", "restarted", "gone resident");
  }

  @Test
  void aResizeIsANewerSpecAndAStatusIsNot() {
    create(OURS, "grown");
    awaitTold("restarted", "added grown");
    var before = pods.of(OURS).iterator().next();
    API.patchStatus(ref(OURS, "grown"), tree("status: {phase: Running}"));
    awaitTold("restarted", "added grown", "changed grown: Pending to Running");
    var ran = pods.of(OURS).iterator().next();
    var pod = API.get(ref(OURS, "grown"));
    ((ObjectNode) pod.at("/spec/containers/0/resources/requests")).put("cpu", "2");
    ADMIN.raw("/api/v1/namespaces/" + OURS + "/pods/grown/resize", "PUT", pod.toString());

    Await.until(
        "the resize", () -> pods.of(OURS).stream().anyMatch(now -> now.isSpecNewerThan(ran)));
    assertThat(ran.version()).isGreaterThan(before.version());
    assertThat(ran.isSpecNewerThan(before)).isFalse();
  }

  @Test
  void knowsUpToWhichMomentItHasSeenEverything() {
    assertThat(pods.seenUntil()).isEqualTo(Instant.MIN);

    pods.ask(START);
    create(FOREIGN, "any");
    Await.until("the first answer", () -> pods.seenUntil().equals(START));

    pods.close();
    create(FOREIGN, "unseen");
    pods.ask(START.plusSeconds(1));
    assertThat(pods.seenUntil()).isEqualTo(START);
  }

  private void awaitTold(String... events) {
    Await.until("events", () -> told.size() >= events.length, () -> told);
    assertThat(told).containsExactly(events);
  }

  private static JsonNode create(String namespace, String name) {
    return create(namespace, name, "");
  }

  private static JsonNode create(String namespace, String name, String owner) {
    return API.create(
        ref(namespace, name),
        tree(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
              ownerReferences: [%s]
            spec:
              containers:
                - {name: c, image: none.invalid/x, resources: {requests: {cpu: 1}}}
            """
                .formatted(name, owner)));
  }

  private static void delete(String namespace, String name) {
    ADMIN.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
  }

  private static Ref ref(String namespace, String name) {
    return new Ref(ObjectKind.POD, namespace, name);
  }

  private static JsonNode tree(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }

  /** Writes down what it is told. */
  private final class Teller implements PodListener {

    @Override
    public void added(PodDigest pod) {
      told.add("added " + pod.name());
    }

    @Override
    public void changed(PodDigest before, PodDigest after) {
      if (!before.phase().equals(after.phase())) {
        told.add("changed %s: %s to %s".formatted(after.name(), before.phase(), after.phase()));
      }
    }

    @Override
    public void gone(PodDigest pod) {
      told.add("gone " + pod.name());
    }

    @Override
    public void restarted() {
      told.add("restarted");
    }
  }
}
