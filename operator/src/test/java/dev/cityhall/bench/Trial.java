package dev.cityhall.bench;

import dev.cityhall.bench.machine.ProcessFigures;
import dev.cityhall.bench.machine.Rounded;
import dev.cityhall.testing.AuditLog.Request;
import dev.cityhall.testing.ControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lets one contender work on a quiet server, and measures it until the server is quiet again. */
final class Trial {

  /**
   * @param expected how many objects of each kind it has to make; empty if that is not known
   */
  static Outcome of(ControlPlane plane, Contender contender, Map<String, Integer> expected) {
    Quiet.await(plane);
    var load = ProcessFigures.load();
    var log = plane.audit().fromNow();
    var meter = new CpuMeter(plane, contender.pid());

    var seconds = contender.run();
    var cpu = meter.read();
    var threads = meter.readThreads();
    var quietAfter = seconds + Quiet.await(plane);
    var cpuUntilQuiet = meter.read();
    var peak = ProcessFigures.peakMebibytes(contender.pid());

    var made = WorkList.kinds(WorkList.of(plane.admin(), contender.manager()));
    var objects = made.values().stream().mapToInt(Integer::intValue).sum();
    var requests = Requests.of(log.requests(r -> r.user().equals(contender.user())));
    return new Outcome(
        load,
        Rounded.to(2, seconds),
        cpu,
        threads,
        cpuUntilQuiet,
        Rounded.to(0, quietAfter),
        peak,
        objects,
        Rounded.to(3, (double) requests.writes() / objects),
        requests,
        controllers(log.requests(Trial::isOfControllers)),
        trouble(contender, made, expected));
  }

  private static boolean isOfControllers(Request request) {
    return request.user().startsWith("system:serviceaccount:kube-system:")
        && request.isWrite()
        && !Requests.isLease(request);
  }

  private static Map<String, Integer> controllers(List<Request> requests) {
    var writes = new TreeMap<String, Integer>();
    requests.forEach(r -> writes.merge(r.verb() + " " + r.resource(), 1, Integer::sum));
    return writes;
  }

  private static List<String> trouble(
      Contender contender, Map<String, Integer> made, Map<String, Integer> expected) {
    var trouble = new ArrayList<>(contender.failures());
    if (!expected.isEmpty() && !expected.equals(made)) {
      trouble.add("made " + made + " instead of " + expected);
    }
    return trouble;
  }

  private Trial() {}
}
