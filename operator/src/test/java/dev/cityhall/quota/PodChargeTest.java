package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodChargeTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final String COUNTED = "count/pods=1, pods=1";
  private static final String SIDECAR = "restartPolicy: Always, ";

  /** Containers, init containers and further fields of the spec in YAML; then the amounts. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "r: {}                       |                            |                        | ",
        "r: {cpu: 1, memory: 1Gi}    |                            |                        |"
            + " requests.cpu=1, requests.memory=1Gi",
        "l: {cpu: 1500m}             |                            |                        |"
            + " limits.cpu=1500m",
        "r: {cpu: 1} + r: {cpu: 200m}|                            |                        |"
            + " requests.cpu=1200m",
        // an init container runs alone: the most counts
        "r: {cpu: 1} + r: {cpu: 1}   | r: {cpu: 1500m}            |                        |"
            + " requests.cpu=2",
        "r: {cpu: 1}                 | r: {cpu: 3} + r: {cpu: 2}  |                        |"
            + " requests.cpu=3",
        "r: {cpu: 1}                 | r: {memory: 1Ki}           |                        |"
            + " requests.cpu=1, requests.memory=1Ki",
        // a sidecar runs beside all that come after it
        "r: {cpu: 1}                 | s: {cpu: 1}                |                        |"
            + " requests.cpu=2",
        "r: {cpu: 1}                 | s: {cpu: 1} + r: {cpu: 4}  |                        |"
            + " requests.cpu=5",
        "r: {cpu: 1}                 | r: {cpu: 4} + s: {cpu: 1}  |                        |"
            + " requests.cpu=4",
        "r: {cpu: 1}                 | s: {cpu: 1} + r: {cpu: 1} + s: {cpu: 1} |           |"
            + " requests.cpu=3",
        // overhead comes on top of requests, and of limits that are there and not 0
        "r: {cpu: 1}                 |                            | 'overhead: {cpu: 100m, memory:"
            + " 8Ki}' | requests.cpu=1100m, requests.memory=8Ki",
        "l: {cpu: 1, memory: 0}      |                            | 'overhead: {cpu: 100m, memory:"
            + " 8Ki}' | limits.cpu=1100m, limits.memory=0, requests.cpu=100m, requests.memory=8Ki",
        // what the pod asks for as a whole stands in place of its containers' sum
        "r: {cpu: 1, ephemeral-storage: 1Gi} | s: {cpu: 1}        | 'resources: {requests: {cpu:"
            + " 5}}' | requests.cpu=5, requests.ephemeral-storage=1Gi",
        "l: {cpu: 1, memory: 1Ki}    |                            | 'resources: {limits: {cpu: 3}}'"
            + " | limits.cpu=3, limits.memory=1Ki",
        "r: {cpu: 1}                 |                            | 'resources: {requests: {cpu:"
            + " 2}}, overhead: {cpu: 1}' | requests.cpu=3",
        // other resources
        "l: {ephemeral-storage: 2Gi} |                            |                        |"
            + " limits.ephemeral-storage=2Gi",
        "r: {hugepages-2Mi: 4Mi}     |                            |                        |"
            + " hugepages-2Mi=4194304, requests.hugepages-2Mi=4194304",
        "r: {nvidia.com/gpu: 2}      | r: {nvidia.com/gpu: 3}     |                        |"
            + " requests.nvidia.com/gpu=3",
        "l: {nvidia.com/gpu: 2}      |                            |                        | ",
        "r: {kubernetes.io/x: 2, a.kubernetes.io/y: 1, z: 3} |    |                        | ",
        // never below the truth
        "r: {cpu: 100u, memory: 100m}|                            |                        |"
            + " requests.cpu=1m, requests.memory=1",
        "r: {memory: 900m} + r: {memory: 900m} |                  |                        |"
            + " requests.memory=2",
        "r: {memory: 100E}           |                            |                        |"
            + " requests.memory=9223372036854775807"
      })
  void chargesAsTheServerDoes(String containers, String inits, String spec, String expected) {
    var pod = pod(containers, inits, spec, "{}");

    assertThat(PodCharge.of(pod)).hasToString(sorted(expected));
  }

  /** Spec and status of the one container, conditions of the pod; then the amounts. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "r: {cpu: 1} | 'allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}' | |"
            + " requests.cpu=1",
        "r: {cpu: 3} | 'allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}' | |"
            + " requests.cpu=3",
        "r: {cpu: 1} | 'allocatedResources: {cpu: 3}, resources: {requests: {cpu: 2}}' | |"
            + " requests.cpu=3",
        "r: {cpu: 1} | 'allocatedResources: {cpu: 1}, resources: {requests: {cpu: 4}}' | |"
            + " requests.cpu=4",
        "r: {cpu: 1} | 'allocatedResources: {cpu: 3}'                                  | |"
            + " requests.cpu=1",
        "l: {cpu: 1} | 'resources: {limits: {cpu: 2}}'                                 | |"
            + " limits.cpu=2",
        "r: {cpu: 9} | 'allocatedResources: {cpu: 1}, resources: {requests: {cpu: 2}}' | Infeasible"
            + " | requests.cpu=2",
        "l: {cpu: 9} | 'resources: {limits: {cpu: 2}}'                                 | Infeasible"
            + " | limits.cpu=2",
        "r: {cpu: 9} | 'allocatedResources: {cpu: 1}, resources: {requests: {cpu: 2}}' | Deferred |"
            + " requests.cpu=9",
      })
  void chargesTheMostOfWhatAResizeMayMean(
      String container, String status, String reason, String expected) {
    var pod =
        pod(
            container,
            null,
            null,
            "{containerStatuses: [{name: c0, %s}], conditions: [{type: PodResizePending, reason: %s}]}"
                .formatted(status, reason));

    assertThat(PodCharge.of(pod)).hasToString(sorted(expected));
  }

  @Test
  void aResizeOfASidecarCountsAndOfAnotherInitContainerDoesNot() {
    var statuses = "{initContainerStatuses: [{name: i0, resources: {requests: {cpu: 7}}}]}";

    assertThat(PodCharge.of(pod("r: {cpu: 1}", "s: {cpu: 2}", null, statuses)))
        .hasToString(sorted("requests.cpu=8"));
    assertThat(PodCharge.of(pod("r: {cpu: 1}", "r: {cpu: 2}", null, statuses)))
        .hasToString(sorted("requests.cpu=2"));
  }

  @ParameterizedTest
  @CsvSource({"Succeeded", "Failed"})
  void aPodThatHasEndedOnlyCountsAsAnObject(String phase) {
    var pod = pod("r: {cpu: 1}", null, null, "{phase: %s}".formatted(phase));

    assertThat(PodCharge.of(pod)).hasToString("count/pods=1");
    assertThat(PodCharge.isCharged(pod, NOON)).isFalse();
  }

  /** Deletion time, grace in seconds; whether still charged at noon. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-23T11:59:30Z, 30, true",
    "2026-11-23T11:59:29Z, 30, false",
    "2026-11-23T11:59:30Z, , true",
    "2026-11-23T12:00:30Z, 0, true"
  })
  void aPodThatOutlivesItsGracePeriodIsNotChargedAnyMore(
      String deletion, String grace, boolean charged) {
    var pod = pod("r: {cpu: 1}", null, null, "{}");
    var metadata = ((ObjectNode) pod).putObject("metadata");
    metadata.put("deletionTimestamp", deletion);
    if (grace != null) {
      metadata.put("deletionGracePeriodSeconds", Long.parseLong(grace));
    }

    assertThat(PodCharge.isCharged(pod, NOON)).isEqualTo(charged);
    assertThat(PodCharge.of(pod, NOON).has(QuotaKey.PODS)).isEqualTo(charged);
    assertThat(PodCharge.of(pod).has(QuotaKey.PODS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pods",
        "count/pods",
        "cpu",
        "limits.memory",
        "requests.ephemeral-storage",
        "hugepages-2Mi",
        "requests.hugepages-1Gi"
      })
  void someKeysAreOfPodsAlone(String name) {
    var key = new QuotaKey(name);

    assertThat(PodCharge.keysOfPods(Amounts.of(key, 1))).containsExactly(key);
    assertThat(PodCharge.keysOfPodsAlone(Amounts.of(key, 1))).containsExactly(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests.storage",
        "gold.storageclass.storage.k8s.io/requests.storage",
        "count/jobs.batch",
        "count/resourceclaims.resource.k8s.io",
        "requests.a.kubernetes.io/x",
        "persistentvolumeclaims"
      })
  void someKeysAreOfNoPods(String name) {
    assertThat(PodCharge.keysOfPods(Amounts.of(new QuotaKey(name), 1))).isEmpty();
    assertThat(PodCharge.keysOfPodsAlone(Amounts.of(new QuotaKey(name), 1))).isEmpty();
  }

  /**
   * ResourceClaims are charged under the same key; whether there are any, only their count says.
   */
  @Test
  void extendedResourcesAreOfPodsAloneWhereNoClaimIsCounted() {
    var gpu = new QuotaKey("requests.nvidia.com/gpu");
    var claims = new QuotaKey("count/resourceclaims.resource.k8s.io");
    var used = Amounts.of(gpu, 2);

    assertThat(PodCharge.keysOfPods(used)).containsExactly(gpu);
    assertThat(PodCharge.keysOfPodsAlone(used)).isEmpty();
    assertThat(PodCharge.keysOfPodsAlone(used.with(Amounts.of(claims, 1)))).isEmpty();
    assertThat(PodCharge.keysOfPodsAlone(used.with(Amounts.of(claims, 0)))).containsExactly(gpu);
  }

  private static String sorted(String amounts) {
    var all = amounts == null ? COUNTED : COUNTED + ", " + amounts;
    return String.join(", ", new TreeSet<>(List.of(all.split(", "))));
  }

  /**
   * Containers as {@code r: {requests}} or {@code l: {limits}}; sidecars as {@code s: {requests}}.
   */
  static JsonNode pod(String containers, String inits, String spec, String status) {
    return tree(
        "spec: {containers: [%s], initContainers: [%s]%s}\nstatus: %s"
            .formatted(
                list("c", containers), list("i", inits), spec == null ? "" : ", " + spec, status));
  }

  private static String list(String prefix, String containers) {
    if (containers == null) {
      return "";
    }
    var list = new StringBuilder();
    var number = 0;
    for (var container : containers.split(" \\+ ")) {
      var kind = container.charAt(0);
      list.append(
          "{name: %s%d, %sresources: {%s%s}}, "
              .formatted(
                  prefix,
                  number++,
                  kind == 's' ? SIDECAR : "",
                  kind == 'l' ? "limits" : "requests",
                  container.substring(1)));
    }
    return list.toString();
  }

  private static JsonNode tree(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }
}
