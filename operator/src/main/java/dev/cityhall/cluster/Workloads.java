package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CityHall;
import dev.cityhall.measure.Amounts;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ReplicaSets, StatefulSets and Jobs that wait for quota. */
public final class Workloads {

  private static final Logger log = LoggerFactory.getLogger(Workloads.class);

  private final ApiServer api;
  private final Predicate<String> quotas;

  /**
   * @param quotas names of the native quotas that are meant
   */
  public Workloads(ApiServer api, Predicate<String> quotas) {
    this.api = api;
    this.quotas = quotas;
  }

  /**
   * What a workload lacks.
   *
   * @param pod a pod of its template
   * @param count pods that it wants and has not
   * @param there pods that it has, or has had
   * @param isRefused whether they are missing for want of quota: surely for a ReplicaSet, which
   *     says so in its status; as far as can be seen for the others
   * @param quota name of the quota that its status says it exceeds; empty if it is silent
   * @param requested what its status says was asked for when it was refused; none if it is silent
   * @param since from when on its status says that it is refused; empty if it is silent
   */
  public record Lack(
      JsonNode pod,
      long count,
      long there,
      boolean isRefused,
      String quota,
      Amounts requested,
      Optional<Instant> since) {}

  /** What the status of a ReplicaSet says of a refusal. */
  private record Failure(Refusal.Exceeded why, Optional<Instant> since) {}

  /** The workload that owns a pod, or that an event is about, if it is of a kind that can wait. */
  public static Optional<Ref> ref(@Nullable String kind, String namespace, String name) {
    var waiting =
        switch (String.valueOf(kind)) {
          case "ReplicaSet" -> ObjectKind.REPLICA_SET;
          case "StatefulSet" -> ObjectKind.STATEFUL_SET;
          case "Job" -> ObjectKind.JOB;
          default -> null;
        };
    return Optional.ofNullable(waiting).map(k -> new Ref(k, namespace, name));
  }

  /**
   * What the workload lacks now; empty if it is gone.
   *
   * @throws ApiFailure if it cannot be read
   */
  public Optional<Lack> lack(Ref workload) {
    try {
      var object = api.get(workload);
      var refused = refused(object);
      var isRefused =
          switch (workload.kind()) {
            case REPLICA_SET -> refused.isPresent();
            case STATEFUL_SET -> isNextPodDue(object);
            default -> true;
          };
      return Optional.of(
          new Lack(
              podOf(object),
              object.at("/metadata").has("deletionTimestamp") ? 0 : count(workload, object),
              object.at("/status/replicas").asLong()
                  + object.at("/status/active").asLong()
                  + object.at("/status/succeeded").asLong(),
              isRefused,
              refused.map(failure -> failure.why().quota()).orElse(""),
              refused.map(failure -> failure.why().requested()).orElse(Amounts.NONE),
              refused.flatMap(Failure::since)));
    } catch (ApiFailure.NotFound e) {
      return Optional.empty();
    }
  }

  /** What a ReplicaSet could not create; it keeps this condition until a sync goes well. */
  private Optional<Failure> refused(JsonNode workload) {
    for (var condition : workload.at("/status/conditions")) {
      if (condition.path("type").asText().equals("ReplicaFailure")
          && condition.path("status").asText().equals("True")) {
        return Refusal.exceeded(condition.path("message").asText(), quotas)
            .map(why -> new Failure(why, time(condition.path("lastTransitionTime"))));
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> time(JsonNode time) {
    return time.isTextual() ? Optional.of(Instant.parse(time.asText())) : Optional.empty();
  }

  /** Pods that come one by one wait for the readiness of the one before. */
  private static boolean isNextPodDue(JsonNode statefulSet) {
    return statefulSet.at("/spec/podManagementPolicy").asText().equals("Parallel")
        || statefulSet.at("/status/readyReplicas").asLong()
            >= statefulSet.at("/status/replicas").asLong();
  }

  private static ObjectNode podOf(JsonNode workload) {
    var pod = JsonNodeFactory.instance.objectNode();
    pod.set("metadata", workload.at("/spec/template/metadata"));
    pod.set("spec", workload.at("/spec/template/spec"));
    return pod;
  }

  private static long count(Ref workload, JsonNode object) {
    if (workload.kind() != ObjectKind.JOB) {
      var wanted = object.at("/spec/replicas").asLong(1);
      return Math.max(0, wanted - object.at("/status/replicas").asLong());
    }
    if (object.at("/spec/suspend").asBoolean()) {
      return 0;
    }
    var left =
        object.at("/spec/completions").asLong(Long.MAX_VALUE)
            - object.at("/status/succeeded").asLong();
    var wanted = Math.min(object.at("/spec/parallelism").asLong(1), left);
    return Math.max(0, wanted - object.at("/status/active").asLong());
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
