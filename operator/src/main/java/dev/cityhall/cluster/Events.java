package dev.cityhall.cluster;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events for people, posted on a change only. A lost event is logged and never fails the work. */
public final class Events {

  private static final Logger log = LoggerFactory.getLogger(Events.class);
  private static final int LONGEST_NOTE = 1024;
  private static final String CLUSTER_SCOPED = "default";

  private final ApiServer api;
  private final InstantSource clock;

  public Events(ApiServer api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * Posts an event about an object; about a cluster-scoped one in namespace {@code default}, as is
   * the custom.
   *
   * @param warning whether somebody has to do something
   */
  public void post(Ref about, String uid, boolean warning, String reason, String message) {
    var now = ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    var time = now.format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'"));
    var namespace =
        switch (about.kind()) {
          case NAMESPACE -> about.name();
          default -> about.namespace().isEmpty() ? CLUSTER_SCOPED : about.namespace();
        };
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(about.name() + "." + Long.toHexString(nanos()))
            .endMetadata()
            .withInvolvedObject(reference(about, uid, namespace))
            .withType(warning ? "Warning" : "Normal")
            .withReason(reason)
            .withMessage(message.substring(0, Math.min(message.length(), LONGEST_NOTE)))
            .withFirstTimestamp(time)
            .withLastTimestamp(time)
            .withCount(1)
            .withNewSource()
            .withComponent("cityhall-operator")
            .endSource()
            .withReportingComponent("cityhall.dev/operator")
            .build();
    try {
      api.create(
          new Ref(ObjectKind.EVENT, namespace, event.getMetadata().getName()), api.tree(event));
    } catch (ApiFailure e) {
      log.warn("event {} about {} is lost: {}", reason, about, e.getMessage());
    }
  }

  private long nanos() {
    var now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static ObjectReference reference(Ref about, String uid, String namespace) {
    var reference = new ObjectReference();
    reference.setApiVersion(about.kind().apiVersion());
    reference.setKind(about.kind().kind());
    reference.setName(about.name());
    // The server takes an event only where its object is; a namespace's own are inside it.
    reference.setNamespace(namespace.equals(CLUSTER_SCOPED) ? null : namespace);
    reference.setUid(uid);
    return reference;
  }
}
