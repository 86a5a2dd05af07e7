package dev.cityhall.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cityhall.bench.machine.Rounded;
import java.util.Map;
import java.util.TreeMap;

/**
 * Both contenders, one after the other on the same fresh control plane.
 *
 * @param rate of the controller-manager, requests per second
 * @param ratio operator by bare client
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Pair(
    String rate,
    int number,
    String first,
    Outcome operator,
    Outcome bare,
    Map<String, Double> ratio) {

  static Pair of(String rate, int number, String first, Outcome operator, Outcome bare) {
    var ratio = new TreeMap<String, Double>();
    ratio.put("wall", Rounded.to(2, operator.wallSeconds() / bare.wallSeconds()));
    ratio.put("cpu", Rounded.to(2, operator.contenderCpu() / bare.contenderCpu()));
    ratio.put("cpu of all", Rounded.to(2, ofAll(operator) / ofAll(bare)));
    ratio.put(
        "requests", Rounded.to(2, (double) operator.requests().total() / bare.requests().total()));
    return new Pair(rate, number, first, operator, bare, ratio);
  }

  /** Contender, API server, etcd and controller-manager, until nobody wrote any more. */
  static double ofAll(Outcome outcome) {
    return outcome.cpuSecondsUntilQuiet().entrySet().stream()
        .filter(e -> !e.getKey().equals("driver") && !e.getKey().startsWith("others"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
