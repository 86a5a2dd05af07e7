package dev.cityhall.bench.quota.city;

/**
 * One thing that a department's people, or their autoscaler, do.
 *
 * @param atSeconds from the start of the load, in real time
 * @param replicas that the system shall have; negative: it is rolled out anew, as many as it has
 */
record Order(double atSeconds, App app, int replicas) {

  private static final int ROLL_OUT = -1;

  static Order rollOut(double atSeconds, App app) {
    return new Order(atSeconds, app, ROLL_OUT);
  }

  boolean isRollOut() {
    return replicas < 0;
  }
}
