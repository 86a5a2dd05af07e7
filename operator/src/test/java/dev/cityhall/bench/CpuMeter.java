package dev.cityhall.bench;

import dev.cityhall.bench.machine.ProcessFigures;
import dev.cityhall.bench.machine.Rounded;
import dev.cityhall.testing.ControlPlane;
import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds of CPU from its making until it is read, by who used them. */
final class CpuMeter {

  private static final String OTHERS = "others on the machine";
  private static final double WORTH_SAYING = 0.02;

  private final Map<String, Long> pids = new LinkedHashMap<>();
  private final Map<String, Double> before;
  private final Map<String, Double> threadsBefore;

  /**
   * @param contender pid of the process that is measured
   */
  CpuMeter(ControlPlane plane, long contender) {
    pids.put("contender", contender);
    pids.put("driver", ProcessHandle.current().pid());
    for (var server : new String[] {"kube-apiserver", "etcd", "kube-controller-manager"}) {
      pids.put(server, ProcessFigures.server(plane.folder(), server));
    }
    before = now();
    threadsBefore = ProcessFigures.cpuSecondsByThread(contender);
  }

  private Map<String, Double> now() {
    var seconds = new LinkedHashMap<String, Double>();
    var machine = ProcessFigures.machineBusySeconds();
    var ours = 0.0;
    for (var process : pids.entrySet()) {
      var used = ProcessFigures.cpuSeconds(process.getValue());
      seconds.put(process.getKey(), used);
      ours += used;
    }
    seconds.put(OTHERS, machine - ours);
    return seconds;
  }

  Map<String, Double> read() {
    var spent = now();
    spent.replaceAll((who, seconds) -> Rounded.to(2, seconds - before.get(who)));
    return spent;
  }

  /** The contender's own, by thread. */
  Map<String, Double> readThreads() {
    var spent = ProcessFigures.cpuSecondsByThread(pids.get("contender"));
    spent.replaceAll(
        (name, seconds) -> Rounded.to(2, seconds - threadsBefore.getOrDefault(name, 0.0)));
    spent.values().removeIf(seconds -> seconds < WORTH_SAYING);
    return spent;
  }
}
