package dev.cityhall.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One contender on one control plane.
 *
 * @param loadBefore load average of the last minute when it began
 * @param wallSeconds from the first request until all is done
 * @param cpuSeconds within that time, by process
 * @param cpuSecondsByThread of the contender within that time; its compiler and collector too
 * @param cpuSecondsUntilQuiet from the first request until nobody wrote any more
 * @param quietAfterSeconds from the first request to the last write of anybody
 * @param peakMebibytes resident memory of the contender's process
 * @param controllerManagerWrites that the server carried out meanwhile, by resource
 * @param trouble empty if all objects stand as they should
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Outcome(
    double loadBefore,
    double wallSeconds,
    Map<String, Double> cpuSeconds,
    Map<String, Double> cpuSecondsByThread,
    Map<String, Double> cpuSecondsUntilQuiet,
    double quietAfterSeconds,
    long peakMebibytes,
    int objects,
    double writesPerObject,
    Requests requests,
    Map<String, Integer> controllerManagerWrites,
    List<String> trouble) {

  double contenderCpu() {
    return cpuSeconds.get("contender");
  }
}
