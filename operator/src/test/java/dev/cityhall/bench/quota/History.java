package dev.cityhall.bench.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.testing.ControlPlane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Every change of a pod or a native quota, in the order of the store's revisions: a watch of etcd
 * itself from its first revision. Nothing is missed while the API server is away, and no object is
 * seen later than another that changed after it.
 */
public final class History implements AutoCloseable {

  private static final String PODS = "/registry/pods/";
  private static final String QUOTAS = "/registry/resourcequotas/";

  private final ObjectMapper mapper = new ObjectMapper();
  private final List<? extends Watcher> watchers;
  private final Queue<String> trouble = new ConcurrentLinkedQueue<>();
  private final InputStream stream;
  private final Thread reader = new Thread(this::follow, "history");
  private volatile boolean isClosed;

  /** Begins to feed them. */
  public History(ControlPlane plane, List<? extends Watcher> watchers) {
    this.watchers = watchers;
    this.stream = watch(plane);
    reader.setDaemon(true);
    reader.start();
  }

  /** One range from pods to quotas; what is between hardly ever changes. */
  private static InputStream watch(ControlPlane plane) {
    var end = QUOTAS.substring(0, QUOTAS.length() - 1) + "0"; // the character after the slash
    var body =
        "{\"create_request\":{\"key\":\"%s\",\"range_end\":\"%s\",\"start_revision\":\"1\"}}"
            .formatted(base64(PODS), base64(end));
    try {
      var port = Files.readAllLines(plane.folder().resolve("ports")).get(0);
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v3/watch"))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("etcd answers a watch with " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void follow() {
    var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    try {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        take(mapper.readTree(line));
      }
      lost("it ended");
    } catch (IOException | RuntimeException e) {
      lost(e.toString());
    }
  }

  private void lost(String how) {
    if (!isClosed) {
      trouble.add("the store's history was lost, so nothing is proven from there on: " + how);
    }
  }

  private void take(JsonNode line) {
    if (line.has("error") || line.at("/result/canceled").asBoolean()) {
      throw new IllegalStateException(line.toString());
    }
    for (var event : line.at("/result/events")) {
      var bytes = Base64.getDecoder().decode(event.at("/kv/key").asText());
      var path = new String(bytes, StandardCharsets.UTF_8).split("/", -1);
      if (path.length == 5) {
        for (var watcher : watchers) {
          if (watcher.has(path[3])) {
            take(watcher, path, event);
          }
        }
      }
    }
  }

  /**
   * @param path empty, registry, resource, namespace, name
   */
  private static void take(Watcher watcher, String[] path, JsonNode event) {
    var isGone = event.path("type").asText().equals("DELETE");
    var revision = event.at("/kv/mod_revision").asLong();
    if (path[2].equals("pods")) {
      var pod = new Ledger.Pod(path[3], path[4]);
      if (isGone) {
        watcher.gone(pod, revision);
      } else {
        watcher.stored(pod, revision);
      }
    } else if (path[2].equals("resourcequotas")) {
      var value = Base64.getDecoder().decode(event.at("/kv/value").asText());
      var quota = isGone ? NativeQuota.ABSENT : StoredQuota.read(value);
      watcher.stored(path[3], quota, revision, isGone ? "" : StoredQuota.counter(value));
    }
  }

  public List<String> trouble() {
    return List.copyOf(trouble);
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      // Not the reader around it: that is locked for as long as it waits for a line.
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
