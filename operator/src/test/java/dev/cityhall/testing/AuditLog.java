package dev.cityhall.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The API server's own record of every request: the truth about who wrote what. */
public final class AuditLog {

  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");
  private static final int FIRST_FAILURE = 300;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path file;
  private long from;

  AuditLog(Path file) {
    this.file = file;
  }

  /** One finished request. */
  public record Request(
      String user,
      String verb,
      String resource,
      String namespace,
      String name,
      int code,
      boolean dryRun) {

    static Request of(JsonNode event) {
      var object = event.path("objectRef");
      var subresource = object.path("subresource").asText();
      return new Request(
          event.at("/user/username").asText(),
          event.path("verb").asText(),
          object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
          object.path("namespace").asText(),
          object.path("name").asText(),
          event.at("/responseStatus/code").asInt(),
          event.path("requestURI").asText().contains("dryRun="));
    }

    /** Whether it changed something in the store, as far as the code tells. */
    public boolean isWrite() {
      return WRITES.contains(verb) && code < FIRST_FAILURE && !dryRun;
    }

    public boolean isAcknowledgement() {
      return resource.equals("resourcequotas/status") && !namespace.isEmpty();
    }

    public boolean isAbout(String department) {
      return namespace.equals(department)
          || namespace.startsWith(department + "-")
          || name.startsWith(department + ".")
          || (namespace.isEmpty()
              && (name.equals(department) || name.startsWith(department + "-")));
    }
  }

  /** Looks only at requests from now on. */
  public AuditLog fromNow() {
    try {
      from = Files.size(file);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the operator wrote since, other than leases. */
  public List<Request> writesOfOperator() {
    return requests(
        r ->
            r.user().equals(OperatorUnderTest.USER)
                && r.isWrite()
                && !r.resource().equals("leases"));
  }

  /** What the operator wrote since about one department. */
  public List<Request> writesOfOperator(String department) {
    return writesOfOperator().stream().filter(r -> r.isAbout(department)).toList();
  }

  public List<Request> requests(Predicate<Request> filter) {
    var found = new ArrayList<Request>();
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      var bytes = new byte[Math.toIntExact(log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      for (var line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
        if (line.endsWith("}")) {
          var request = Request.of(mapper.readTree(line));
          if (filter.test(request)) {
            found.add(request);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
