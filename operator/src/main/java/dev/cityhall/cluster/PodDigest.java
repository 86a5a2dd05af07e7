package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.Amounts;
import java.time.Instant;

/**
 * What is remembered of a pod.
 *
 * @param version the pod's resourceVersion as a number
 * @param generation counts the changes of its spec
 * @param created by the API server's clock, in whole seconds; taken before a quota is charged
 * @param phase empty if it has none
 * @param priorityClass empty if it has none
 * @param owner the controller that made it; {@link Owner#NOBODY} for a bare pod
 * @param charge what a quota is charged for it
 * @param isReportedOtherwise whether its node reports other requests of a container than the spec
 *     has, as during a resize
 * @param isGoing whether it is being deleted
 */
public record PodDigest(
    String uid,
    String namespace,
    String name,
    long version,
    long generation,
    Instant created,
    String phase,
    String priorityClass,
    Owner owner,
    Amounts charge,
    boolean isReportedOtherwise,
    boolean isGoing) {

  /** The object that controls a pod, such as a ReplicaSet. */
  public record Owner(String kind, String name, String uid) {

    public static final Owner NOBODY = new Owner("", "", "");
  }

  static PodDigest of(JsonNode pod, Amounts charge) {
    var metadata = pod.path("metadata");
    return new PodDigest(
        metadata.path("uid").asText(),
        metadata.path("namespace").asText(),
        metadata.path("name").asText(),
        metadata.path("resourceVersion").asLong(),
        metadata.path("generation").asLong(),
        Instant.parse(metadata.path("creationTimestamp").asText()),
        pod.at("/status/phase").asText(),
        pod.at("/spec/priorityClassName").asText(),
        ownerOf(metadata.path("ownerReferences")),
        charge,
        isReportedOtherwise(pod),
        metadata.has("deletionTimestamp"));
  }

  /** Whether every count of what is used has to have the whole charge. */
  public boolean isSurelyCharged() {
    return !isReportedOtherwise && !isGoing;
  }

  private static boolean isReportedOtherwise(JsonNode pod) {
    for (var status : pod.at("/status/containerStatuses")) {
      var reported = status.at("/resources/requests");
      for (var container : pod.at("/spec/containers")) {
        if (container.path("name").equals(status.path("name"))
            && !reported.isMissingNode()
            && !reported.equals(container.at("/resources/requests"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static Owner ownerOf(JsonNode references) {
    for (var reference : references) {
      if (reference.path("controller").asBoolean()) {
        return new Owner(
            reference.path("kind").asText(),
            reference.path("name").asText(),
            reference.path("uid").asText());
      }
    }
    return Owner.NOBODY;
  }

  /** Whether the spec was changed since {@code before}: by a resize, if the charge is higher. */
  public boolean isSpecNewerThan(PodDigest before) {
    return generation > before.generation;
  }
}
