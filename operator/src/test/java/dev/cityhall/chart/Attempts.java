package dev.cityhall.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plain requests as some user, and what the API server answers. */
final class Attempts implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final KubernetesClient client;

  private Attempts(KubernetesClient client) {
    this.client = client;
  }

  /** Requests as this user, by impersonation. */
  static Attempts as(String user, KubernetesClient admin) {
    var config = new ConfigBuilder(admin.getConfiguration()).withImpersonateUsername(user).build();
    return new Attempts(new KubernetesClientBuilder().withConfig(config).build());
  }

  /**
   * An answer.
   *
   * @param message why not; empty when the request was carried out
   */
  record Answer(int code, String message) {
    boolean isYes() {
      return code < 300;
    }
  }

  /**
   * Sends a request.
   *
   * @param path below the server's root
   * @param body YAML, empty for none; a PATCH is a JSON merge patch
   */
  Answer send(String method, String path, String body) {
    var root = client.getMasterUrl().toString().replaceAll("/$", "");
    var type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    var request = client.getHttpClient().newHttpRequestBuilder().uri(URI.create(root + path));
    if (!method.equals("GET")) {
      request.method(method, type, json(body));
    }
    try {
      var sent = client.getHttpClient().sendAsync(request.build(), byte[].class);
      var response = sent.get(30, TimeUnit.SECONDS);
      var text = new String(response.body(), StandardCharsets.UTF_8);
      return new Answer(
          response.code(),
          response.isSuccessful() ? "" : JSON.readTree(text).path("message").asText(text));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException | JsonProcessingException e) {
      throw new AssertionError(method + " " + path + " got no answer", e);
    }
  }

  private static String json(String yaml) {
    try {
      JsonNode tree = YAML.readTree(yaml);
      return tree == null || tree.isMissingNode() ? "" : tree.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no YAML: " + yaml, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
