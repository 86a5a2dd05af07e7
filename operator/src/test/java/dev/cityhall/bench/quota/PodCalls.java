package dev.cityhall.bench.quota;

import dev.cityhall.testing.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** Creates and deletes pods as an administrator, with as little of a client as there can be. */
public final class PodCalls {

  /** Only the metadata comes back, so that the load costs the machine less. */
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

  private static final Duration LONGEST = Duration.ofSeconds(15);

  /**
   * What came back.
   *
   * @param code 0 if nothing did
   */
  public record Reply(int code, String body) {}

  private final String server;
  private final HttpClient client;

  public PodCalls(ControlPlane plane) {
    var config = Config.fromKubeconfig(plane.kubeconfig().toFile());
    var url = config.getMasterUrl();
    this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      this.client =
          HttpClient.newBuilder()
              .sslContext(SSLUtils.sslContext(config))
              .connectTimeout(Duration.ofSeconds(2))
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public Reply create(String namespace, PodSize size, String name) {
    return create(namespace, size.json(name));
  }

  public Reply create(String namespace, String pod) {
    var body = HttpRequest.BodyPublishers.ofString(pod);
    return send(request(namespace, "").POST(body).build());
  }

  public Reply delete(Ledger.Pod pod) {
    return delete(pod.namespace(), pod.name());
  }

  public Reply delete(String namespace, String name) {
    return send(request(namespace, "/" + name + "?gracePeriodSeconds=0").DELETE().build());
  }

  private HttpRequest.Builder request(String namespace, String rest) {
    return HttpRequest.newBuilder(
            URI.create(server + "/api/v1/namespaces/" + namespace + "/pods" + rest))
        .header("Content-Type", "application/json")
        .header("Accept", METADATA)
        .timeout(LONGEST);
  }

  private Reply send(HttpRequest request) {
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Reply(0, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply(0, e.toString());
    }
  }
}
