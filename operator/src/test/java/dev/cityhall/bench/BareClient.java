package dev.cityhall.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * What there is to beat: a program that writes the objects of a list with Fabric8's typed {@code
 * create()} and does nothing else. One lane per namespace, the namespace first, so many lanes at a
 * time as requests in flight.
 *
 * <p>Only the ServiceAccount {@code default} may be there already, made by the controller-manager:
 * it is applied on the server's side, one request in either case. Says {@code ready}, waits for a
 * line, works, says what it did as JSON, and ends with its standard input.
 */
public final class BareClient {

  /** What one run did. */
  record Result(double wallSeconds, List<String> failures) {}

  private final KubernetesClient client;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  private BareClient(KubernetesClient client) {
    this.client = client;
  }

  /** Arguments: kubeconfig, work list, lanes at a time, {@link Tls}. */
  public static void main(String[] arguments) throws IOException {
    var config = Config.fromKubeconfig(new File(arguments[0]));
    var lanes = lanes(WorkList.read(Path.of(arguments[1])));
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var tls = Tls.valueOf(arguments[3]);
    try (var client = tls.on(new KubernetesClientBuilder()).withConfig(config).build()) {
      client.getKubernetesVersion(); // the connection stands, as the operator's does
      System.out.println("ready");
      if (input.readLine() != null) {
        var result = new BareClient(client).run(lanes, Integer.parseInt(arguments[2]));
        System.out.println(client.getKubernetesSerialization().asJson(result));
        input.readLine();
      }
    }
    System.exit(0);
  }

  private static List<List<HasMetadata>> lanes(List<HasMetadata> objects) {
    var lanes = new LinkedHashMap<String, List<HasMetadata>>();
    objects.stream()
        .filter(Namespace.class::isInstance)
        .forEach(n -> lanes.put(n.getMetadata().getName(), new ArrayList<>(List.of(n))));
    objects.stream()
        .filter(o -> !(o instanceof Namespace))
        .forEach(o -> lanes.get(o.getMetadata().getNamespace()).add(o));
    return List.copyOf(lanes.values());
  }

  private Result run(List<List<HasMetadata>> lanes, int inFlight) {
    var threads = Executors.newFixedThreadPool(inFlight);
    var begun = System.nanoTime();
    var running = lanes.stream().map(lane -> threads.submit(() -> lane.forEach(this::write)));
    for (var lane : running.toList()) {
      try {
        lane.get();
      } catch (InterruptedException | ExecutionException e) {
        failures.add(e.toString());
      }
    }
    var seconds = (System.nanoTime() - begun) / 1e9;
    threads.shutdown();
    return new Result(seconds, List.copyOf(failures));
  }

  private void write(HasMetadata object) {
    try {
      if (object instanceof ServiceAccount) {
        client.resource(object).forceConflicts().serverSideApply();
      } else {
        client.resource(object).create();
      }
    } catch (KubernetesClientException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }
}
