package dev.cityhall.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;

/** Wakes a reconciler when something in the mirror changed that concerns its resource. */
public final class MirrorEvents<P extends HasMetadata> extends AbstractEventSource<HasMetadata, P> {

  private final Mirror mirror;
  private final Function<Observed, Collection<String>> concerned;

  /**
   * @param concerned names of the cluster-scoped resources that a change concerns
   */
  public MirrorEvents(Mirror mirror, Function<Observed, Collection<String>> concerned) {
    super(HasMetadata.class, "mirror");
    this.mirror = mirror;
    this.concerned = concerned;
  }

  @Override
  public void start() {
    super.start();
    mirror.onChange(this::wake);
  }

  private void wake(Observed changed) {
    if (isRunning()) {
      concerned
          .apply(changed)
          .forEach(name -> getEventHandler().handleEvent(new Event(new ResourceID(name))));
    }
  }

  @Override
  public Set<HasMetadata> getSecondaryResources(P primary) {
    return Set.of();
  }
}
