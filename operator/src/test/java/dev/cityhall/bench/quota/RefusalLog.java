package dev.cityhall.bench.quota;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.testing.ControlPlane;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Follows the API server's audit log and tells every create of a pod that was refused for want of
 * quota: each one, while of the events about them all but the first few are dropped.
 */
public final class RefusalLog implements AutoCloseable {

  /**
   * A create of a pod that was answered by 403, exceeded quota.
   *
   * @param at when the API server received it, by its clock
   */
  public record Refused(String namespace, Instant at) {}

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int CHUNK = 1 << 16;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path file;
  private final Consumer<Refused> listener;
  private final Queue<String> trouble = new ConcurrentLinkedQueue<>();
  private final Thread reader = new Thread(this::follow, "refusals");
  private final byte[] chunk = new byte[CHUNK];
  private byte[] rest = {};
  private volatile boolean isClosed;

  /** Begins with what is in the log already. */
  public RefusalLog(ControlPlane plane, Consumer<Refused> listener) {
    this.file = plane.folder().resolve("audit.log");
    this.listener = listener;
    reader.setDaemon(true);
    reader.start();
  }

  private void follow() {
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      while (!isClosed) {
        if (!readOn(log)) {
          LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
      }
    } catch (IOException | RuntimeException e) {
      if (!isClosed) {
        trouble.add("the audit log was lost, so refusals are missing from there on: " + e);
      }
    }
  }

  /** Returns false at the end of the file. */
  private boolean readOn(RandomAccessFile log) throws IOException {
    var count = log.read(chunk);
    if (count <= 0) {
      return false;
    }
    var all = new byte[rest.length + count];
    System.arraycopy(rest, 0, all, 0, rest.length);
    System.arraycopy(chunk, 0, all, rest.length, count);
    var from = 0;
    for (var i = rest.length; i < all.length; i++) {
      if (all[i] == '\n') {
        take(new String(all, from, i - from, StandardCharsets.UTF_8));
        from = i + 1;
      }
    }
    rest = Arrays.copyOfRange(all, from, all.length);
    return true;
  }

  private void take(String line) throws IOException {
    if (!line.contains("exceeded quota") || !line.contains("\"resource\":\"pods\"")) {
      return;
    }
    var event = mapper.readTree(line);
    if (event.path("verb").asText().equals("create")
        && !event.at("/objectRef").has("subresource")
        && !event.path("requestURI").asText().contains("dryRun=")) {
      listener.accept(
          new Refused(
              event.at("/objectRef/namespace").asText(),
              Instant.parse(event.path("requestReceivedTimestamp").asText())));
    }
  }

  public List<String> trouble() {
    return List.copyOf(trouble);
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
