package dev.cityhall.bench.quota;

import dev.cityhall.bench.machine.Jvm;
import dev.cityhall.bench.machine.ProcessFigures;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** On what the benches of quota run: the operator's JVM, and what a reader must know of it all. */
public final class Rig {

  private static final List<String> FLAGS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:MaxRAM=384m",
          "-XX:MaxRAMPercentage=70");

  /** The JVM of an operator, as the image starts it. */
  public static Jvm jvm() {
    return new Jvm(FLAGS, System.getProperty("cityhall.bench.class-path"));
  }

  /**
   * What stands above the figures.
   *
   * @param settings of the bench
   * @param rates of the controllers, and whether there is an audit log
   */
  public static Map<String, String> environment(Object settings, String rates) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("java", System.getProperty("java.vm.version"));
    environment.put("flags of the operator", String.join(" ", FLAGS));
    environment.put("settings", settings.toString());
    environment.put("kubernetes", "v1.36.3, etcd without fsync, " + rates);
    environment.put("machine", ProcessFigures.cpuModel() + ", " + ProcessFigures.memory());
    environment.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    environment.put("begun", Instant.now().toString());
    return environment;
  }

  private Rig() {}
}
