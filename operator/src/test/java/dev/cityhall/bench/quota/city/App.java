package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.PodSize;
import java.util.Locale;

/** A business system with its only environment: a namespace and a Deployment in it. */
record App(String department, String system, PodSize size) {

  String namespace() {
    return department + "-" + system + "-prod";
  }

  /** Its first letter, and so that of its pods, says their size. */
  String deployment() {
    return size.name().toLowerCase(Locale.ROOT).charAt(0) + "-web";
  }
}
