package dev.cityhall.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the pods that controllers could not create for want of quota: from their {@code
 * FailedCreate} events, which are the only sign of it that no webhook needs.
 */
public final class Refusals implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** Longest back-off of the controllers: an older refusal says nothing any more. */
  private static final long MOST_SECONDS_AGO = 1_000;

  private final KubernetesClient client;
  private final Predicate<String> quotas;
  private final InstantSource clock;
  private final Consumer<Refusal> listener;
  private @Nullable SharedIndexInformer<Event> informer;

  /**
   * @param quotas names of the native quotas that are meant
   */
  public Refusals(
      KubernetesClient client,
      Predicate<String> quotas,
      InstantSource clock,
      Consumer<Refusal> listener) {
    this.client = client;
    this.quotas = quotas;
    this.clock = clock;
    this.listener = listener;
  }

  /** Starts to watch; kept up for ever, whatever fails. */
  public void start() {
    var started =
        client
            .v1()
            .events()
            .inAnyNamespace()
            .withField("reason", "FailedCreate")
            .runnableInformer(0)
            .exceptionHandler(
                (begun, failure) -> {
                  log.warn("watch of refusals failed, goes on: {}", failure.toString());
                  return true;
                })
            .addEventHandler(new Handler());
    informer = started;
    var unused = started.start();
  }

  private void hear(Event event) {
    var about = event.getInvolvedObject();
    var message = event.getMessage();
    if (about == null || message == null) {
      return;
    }
    var at = lastOf(event);
    if (at.isBefore(clock.instant().minusSeconds(MOST_SECONDS_AGO))) {
      return;
    }
    workload(about)
        .ifPresent(
            ref ->
                Refusal.exceeded(message, quotas)
                    .map(why -> new Refusal(ref, why.quota(), why.requested(), at))
                    .ifPresent(listener));
  }

  private static Optional<Ref> workload(ObjectReference about) {
    return about.getNamespace() == null
        ? Optional.empty()
        : Workloads.ref(about.getKind(), about.getNamespace(), about.getName());
  }

  private Instant lastOf(Event event) {
    try {
      var last = event.getLastTimestamp();
      return last == null ? clock.instant() : OffsetDateTime.parse(last).toInstant();
    } catch (DateTimeParseException e) {
      return clock.instant();
    }
  }

  /** Each repetition of an event is an update of it. */
  private final class Handler implements ResourceEventHandler<Event> {

    @Override
    public void onAdd(Event event) {
      hear(event);
    }

    @Override
    public void onUpdate(Event before, Event event) {
      hear(event);
    }

    @Override
    public void onDelete(Event event, boolean finalStateUnknown) {
      // An event that has run out says nothing.
    }
  }

  @Override
  public void close() {
    if (informer != null) {
      informer.stop();
    }
  }
}
