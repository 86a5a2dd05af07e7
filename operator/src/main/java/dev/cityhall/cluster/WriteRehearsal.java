package dev.cityhall.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * All that is done with an object when it is written and when a watch brings it back, but for the
 * writing: nothing is sent and nothing remembered. See {@code tenant.Rehearsal} for what it is for.
 */
public final class WriteRehearsal {

  private final KubernetesClient client;
  private final ApiServer api;
  private final Set<String> rehearsed = ConcurrentHashMap.newKeySet();

  public WriteRehearsal(KubernetesClient client, ApiServer api) {
    this.client = client;
    this.api = api;
  }

  /** As the {@link Applier} and the {@link Mirror} would. */
  public void write(HasMetadata desired) {
    var ref = Ref.of(desired);
    var tree = api.tree(desired);
    var digest = OwnedFields.digest(ref.kind(), tree);
    var seen = Observed.of(ref.kind(), api.echo(tree));
    if (!seen.digest().equals(digest)) {
      throw new IllegalStateException(
          ref + " would be repaired for ever: it is not read as written");
    }
    rehearsed.add(ref.path());
    client
        .getKubernetesSerialization()
        .unmarshal("{\"type\":\"ADDED\",\"object\":" + tree + "}", WatchEvent.class);
  }

  /**
   * As the {@link StatusWriter} would, and as a reconciler is given the resource again.
   *
   * @return the resource as it was read
   */
  public <R extends CustomResource<?, ?>> R read(R resource, Class<R> type) {
    var serialization = client.getKubernetesSerialization();
    return serialization.unmarshal(serialization.asJson(resource), type);
  }

  /** Paths of the objects that would have been written. */
  public Set<String> rehearsed() {
    return Set.copyOf(rehearsed);
  }

  /**
   * Asks the API server for its version, which costs it next to nothing.
   *
   * @param times how often, as many at a time as there are lanes
   * @return ends when all are answered; exceptionally by an {@link ApiFailure}
   */
  public CompletableFuture<Void> ask(int times, Executor lanes) {
    var asked = new ArrayList<CompletableFuture<Void>>();
    for (var i = 0; i < times; i++) {
      asked.add(CompletableFuture.runAsync(api::version, lanes));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
  }
}
