package dev.cityhall.bench.quota.city;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Tells of each Deployment, by its namespace, that all its pods are there and of its template. */
final class RollOuts implements AutoCloseable, Watcher<Deployment> {

  private final Consumer<String> listener;
  private final Queue<String> trouble = new ConcurrentLinkedQueue<>();
  private final Watch watch;

  RollOuts(KubernetesClient client, Consumer<String> listener) {
    this.listener = listener;
    this.watch = client.apps().deployments().inAnyNamespace().watch(this);
  }

  @Override
  public void eventReceived(Action action, Deployment deployment) {
    if (isComplete(deployment)) {
      listener.accept(deployment.getMetadata().getNamespace());
    }
  }

  private static boolean isComplete(Deployment deployment) {
    var status = deployment.getStatus();
    var wanted = deployment.getSpec().getReplicas();
    return status != null
        && Objects.equals(deployment.getMetadata().getGeneration(), status.getObservedGeneration())
        && Objects.equals(wanted, status.getUpdatedReplicas())
        && Objects.equals(wanted, status.getReplicas());
  }

  List<String> trouble() {
    return List.copyOf(trouble);
  }

  @Override
  public void onClose(WatcherException cause) {
    trouble.add("the watch of Deployments was lost, so roll-outs seem longer: " + cause);
  }

  @Override
  public void close() {
    watch.close();
  }
}
