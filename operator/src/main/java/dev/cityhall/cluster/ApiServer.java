package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Plain requests to the API server, on JSON trees: the typed client spends half of the operator's
 * time on decoding answers of which we read two fields.
 */
public final class ApiServer {

  private static final long ANSWER_WITHIN_SECONDS = 70;
  private static final String JSON = "application/json; charset=utf-8";
  private static final String MERGE_PATCH = "application/merge-patch+json; charset=utf-8";
  private static final String APPLY = "application/apply-patch+yaml; charset=utf-8";

  /** User agent of the operator's requests, and so the manager of the fields that they change. */
  public static final String AGENT = "cityhall-operator";

  private final KubernetesClient client;
  private final ObjectMapper mapper = new ObjectMapper();
  private final String root;
  private final BiConsumer<String, String> counter;
  private final @Nullable ServerClock clock;

  /**
   * @param counter told verb and resource of every write that was carried out
   */
  public ApiServer(KubernetesClient client, BiConsumer<String, String> counter) {
    this(client, counter, null);
  }

  /**
   * @param counter told verb and resource of every write that was carried out
   * @param clock told the date of every answer
   */
  public ApiServer(
      KubernetesClient client, BiConsumer<String, String> counter, @Nullable ServerClock clock) {
    this.client = client;
    this.counter = counter;
    this.clock = clock;
    var master = client.getMasterUrl().toString();
    this.root = master.endsWith("/") ? master.substring(0, master.length() - 1) : master;
  }

  /** What the API server says of itself. */
  JsonNode version() {
    return send("GET", "/version", null, JSON);
  }

  public JsonNode get(Ref ref) {
    return send("GET", ref.path(), null, JSON);
  }

  /** Every object of the kind in a namespace. */
  public JsonNode list(ObjectKind kind, String namespace) {
    return send("GET", kind.path(namespace), null, JSON);
  }

  /** Every object of the kind in the cluster that carries the label. */
  JsonNode listAll(ObjectKind kind, String labelSelector) {
    var selector = URLEncoder.encode(labelSelector, StandardCharsets.UTF_8);
    return send("GET", kind.pathOfAll() + "?labelSelector=" + selector, null, JSON);
  }

  /**
   * A part of all objects of the kind in the cluster; all parts show one version.
   *
   * @param from what the part before names at {@code metadata.continue}; empty for the first
   */
  JsonNode listPage(ObjectKind kind, int most, String from) {
    var next = from.isEmpty() ? "" : "&continue=" + URLEncoder.encode(from, StandardCharsets.UTF_8);
    return send("GET", kind.pathOfAll() + "?limit=" + most + next, null, JSON);
  }

  public JsonNode create(Ref ref, JsonNode object) {
    return createHearing(ref, object).body();
  }

  /** Creates the object; tells also of what the API server warns while it does so. */
  Answer createHearing(Ref ref, JsonNode object) {
    var created = exchange("POST", ref.kind().path(ref.namespace()), object, JSON);
    counter.accept("create", ref.kind().resource());
    return created;
  }

  /** Asks what a creation would be answered, without creating. */
  public JsonNode tryCreate(Ref ref, JsonNode object) {
    return send("POST", ref.kind().path(ref.namespace()) + "?dryRun=All", object, JSON);
  }

  /** JSON merge patch, RFC 7396. */
  public JsonNode patch(Ref ref, JsonNode patch) {
    var patched = send("PATCH", ref.path(), patch, MERGE_PATCH);
    counter.accept("patch", ref.kind().resource());
    return patched;
  }

  /** Server-side apply: creates the object or takes over its named fields, whichever it needs. */
  JsonNode serverSideApply(Ref ref, JsonNode object) {
    var path = ref.path() + "?force=true&fieldManager=" + CityHall.MANAGER;
    var applied = send("PATCH", path, object, APPLY);
    counter.accept("apply", ref.kind().resource());
    return applied;
  }

  /** JSON merge patch of the status subresource. */
  public JsonNode patchStatus(Ref ref, JsonNode patch) {
    var patched = send("PATCH", ref.path() + "/status", patch, MERGE_PATCH);
    counter.accept("patch", ref.kind().resource() + "/status");
    return patched;
  }

  /** Deletes the object of this uid and no other. */
  public void delete(Ref ref, String uid) {
    var options = mapper.createObjectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    options.putObject("preconditions").put("uid", uid);
    send("DELETE", ref.path(), options, JSON);
    counter.accept("delete", ref.kind().resource());
  }

  /** Deletes every object of the kind in a namespace. */
  public void deleteAll(ObjectKind kind, String namespace) {
    send("DELETE", kind.path(namespace), null, JSON);
    counter.accept("deletecollection", kind.resource());
  }

  /** An object of the Kubernetes model as a tree. */
  public JsonNode tree(Object object) {
    return mapper.valueToTree(object);
  }

  /** A tree as it would be read back; nothing is sent. */
  JsonNode echo(JsonNode tree) {
    try {
      return mapper.readTree(bytes(tree));
    } catch (IOException e) {
      throw new IllegalStateException("what was written can be read", e);
    }
  }

  /**
   * What the API server answered.
   *
   * @param warnings values of the {@code Warning} headers (RFC 7234 §5.5), as they came
   */
  record Answer(JsonNode body, List<String> warnings) {}

  private JsonNode send(String verb, String path, @Nullable JsonNode body, String contentType) {
    return exchange(verb, path, body, contentType).body();
  }

  private Answer exchange(String verb, String path, @Nullable JsonNode body, String contentType) {
    var sent = clock == null ? 0 : clock.tick();
    var response = await(verb + " " + path, request(verb, path, body, contentType));
    if (clock != null) {
      clock.answered(sent, clock.tick(), response.header("Date"));
    }
    try {
      var answer = mapper.readTree(response.body());
      if (!response.isSuccessful()) {
        throw ApiFailure.of(response.code(), answer.path("message").asText(response.message()));
      }
      return new Answer(answer, response.headers("Warning"));
    } catch (JsonProcessingException e) {
      throw ApiFailure.of(
          response.isSuccessful() ? 502 : response.code(),
          new String(response.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw ApiFailure.of(0, "unreadable answer to " + verb + " " + path + ": " + e.getMessage());
    }
  }

  /** A type without a charset would be parsed twice, and text made bytes once more than needed. */
  private HttpRequest request(
      String verb, String path, @Nullable JsonNode body, String contentType) {
    var request = client.getHttpClient().newHttpRequestBuilder().uri(URI.create(root + path));
    if (verb.equals("POST")) {
      request.post(contentType, bytes(Objects.requireNonNull(body)));
    } else if (!verb.equals("GET")) {
      request.method(verb, contentType, body == null ? "" : body.toString());
    }
    return request.build();
  }

  private byte[] bytes(JsonNode body) {
    try {
      return mapper.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private HttpResponse<byte[]> await(String what, HttpRequest request) {
    var answer = client.getHttpClient().sendAsync(request, byte[].class);
    try {
      return answer.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw ApiFailure.of(0, what + " was interrupted");
    } catch (ExecutionException e) {
      throw ApiFailure.of(0, what + " got no answer: " + e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw ApiFailure.of(0, what + " got no answer in " + ANSWER_WITHIN_SECONDS + " s");
    }
  }
}
