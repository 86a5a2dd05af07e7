package dev.cityhall.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the kernel says of processes and of the machine; times in seconds since their start. */
public final class ProcessFigures {

  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISK = 4;
  private static final int GUEST = 8;

  /** Time on a CPU, user and system, of all threads. */
  public static double cpuSeconds(long pid) {
    return cpuSeconds(read("/proc/" + pid + "/stat"));
  }

  /**
   * The same by name of the thread, the first fifteen characters without digits; a thread that has
   * ended is not counted.
   */
  public static Map<String, Double> cpuSecondsByThread(long pid) {
    var seconds = new TreeMap<String, Double>();
    try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      threads.forEach(thread -> addThread(thread.resolve("stat"), seconds));
      return seconds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addThread(Path file, Map<String, Double> seconds) {
    try {
      var stat = Files.readString(file);
      var name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      seconds.merge(name.replaceAll("\\d+", ""), cpuSeconds(stat), Double::sum);
    } catch (IOException e) {
      // it ended between the listing and the look
    }
  }

  private static double cpuSeconds(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    var ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    return ticks / TICKS_PER_SECOND;
  }

  /** Most memory that was resident at a time. */
  public static long peakMebibytes(long pid) {
    return read("/proc/" + pid + "/status")
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  /** Time that all CPUs of the machine together were busy with anything. */
  public static double machineBusySeconds() {
    var all = read("/proc/stat").lines().findFirst().orElseThrow().split("\\s+");
    var ticks = 0L;
    for (var field = 0; field < GUEST; field++) {
      ticks += field == IDLE || field == WAITING_FOR_DISK ? 0 : Long.parseLong(all[field + 1]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Load average of the last minute. */
  public static double load() {
    return Double.parseDouble(read("/proc/loadavg").split(" ")[0]);
  }

  public static String cpuModel() {
    return value("/proc/cpuinfo", "model name");
  }

  public static String memory() {
    return value("/proc/meminfo", "MemTotal");
  }

  private static String value(String file, String key) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  /** The pid of a server of a control plane. */
  public static long server(Path controlPlane, String name) {
    var record = read(controlPlane.resolve("run").resolve(name + ".pid").toString());
    return Stream.of(record.split(" ")).mapToLong(Long::parseLong).findFirst().orElseThrow();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessFigures() {}
}
