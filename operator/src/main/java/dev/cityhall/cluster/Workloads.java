package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CityHall;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ReplicaSets, StatefulSets and Jobs that wait for quota. */
public final class Workloads {

  private static final Logger log = LoggerFactory.getLogger(Workloads.class);

  private final ApiServer api;

  public Workloads(ApiServer api) {
    this.api = api;
  }

  /**
   * What a workload lacks.
   *
   * @param pod a pod of its template
   * @param count pods that it wants and has not
   */
  public record Lack(JsonNode pod, long count) {}

  /** What the workload lacks now; empty if it is gone or cannot be read. */
  public Optional<Lack> lack(Ref workload) {
    try {
      var object = api.get(workload);
      return Optional.of(new Lack(podOf(object), countOf(workload.kind(), object)));
    } catch (ApiFailure.NotFound e) {
      return Optional.empty();
    } catch (ApiFailure e) {
      log.warn("cannot read {}, which waits for quota: {}", workload, e.getMessage());
      return Optional.empty();
    }
  }

  private static ObjectNode podOf(JsonNode workload) {
    var pod = JsonNodeFactory.instance.objectNode();
    pod.set("metadata", workload.at("/spec/template/metadata"));
    pod.set("spec", workload.at("/spec/template/spec"));
    return pod;
  }

  private static long countOf(ObjectKind kind, JsonNode workload) {
    var wanted = workload.at(kind == ObjectKind.JOB ? "/spec/parallelism" : "/spec/replicas");
    var there = workload.at(kind == ObjectKind.JOB ? "/status/active" : "/status/replicas");
    return Math.max(0, wanted.asLong(1) - there.asLong(0));
  }

  /** Makes the workload's controller try again at once: any change of the object does. */
  public void nudge(Ref workload, Instant now) {
    var patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("metadata")
        .putObject("annotations")
        .put(CityHall.QUOTA_GRANTED_AT, now.toString());
    try {
      api.patch(workload, patch);
      log.debug("room was granted to {}", workload);
    } catch (ApiFailure e) {
      log.warn(
          "{} has room now, but could not be told; it tries again by itself: {}",
          workload,
          e.getMessage());
    }
  }
}
