package dev.cityhall.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Where the demo keeps the data and logs of its servers. One of its own is deleted at the end. */
final class DemoFolder implements AutoCloseable {

  /** An empty file that says that a demo may clear the folder. */
  private static final String MARK = "made-by-cityhall-demo";

  private final Path path;
  private volatile boolean isKept;

  private DemoFolder(Path path, boolean isKept) {
    this.path = path;
    this.isKept = isKept;
  }

  /**
   * Opens the folder that was named, which must be empty or an earlier demo's, or else a new one.
   *
   * @param isKept whether a new one stays
   */
  static DemoFolder open(@Nullable Path named, boolean isKept) {
    try {
      if (named == null) {
        return new DemoFolder(Files.createTempDirectory("cityhall-demo-"), isKept);
      }
      var path = named.toAbsolutePath().normalize();
      Files.createDirectories(path);
      if (!Files.exists(path.resolve(MARK)) && !isEmpty(path)) {
        throw new DemoFailure(path + " has something in it that no demo made; name another folder");
      }
      Files.write(path.resolve(MARK), new byte[0]);
      return new DemoFolder(path, true);
    } catch (IOException e) {
      throw new DemoFailure("cannot make a folder for the demo", e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  Path path() {
    return path;
  }

  Path operatorLog() {
    return path.resolve("logs").resolve("operator.log");
  }

  /** It stays, for whoever wants to know what went wrong. */
  void keep() {
    isKept = true;
  }

  @Override
  public synchronized void close() {
    if (isKept || !Files.exists(path)) {
      return;
    }
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new DemoFailure("cannot delete " + path, e);
    }
  }
}
