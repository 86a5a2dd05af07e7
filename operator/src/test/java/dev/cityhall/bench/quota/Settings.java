package dev.cityhall.bench.quota;

import java.util.List;

/**
 * How a course is run.
 *
 * @param sides which of the two
 * @param seconds of load for each side
 * @param roundSeconds for which a side has its turn
 * @param clients that create; a quarter as many delete
 * @param podsEach pods of the budget for each namespace, on average
 * @param mode of the grant's distribution
 * @param shiftSeconds after which the grant is shared out anew; 0: never
 * @param isChaos whether there is trouble meanwhile
 * @param isPaused whether the operator stands still for all of the load
 */
record Settings(
    List<String> sides,
    long seconds,
    long roundSeconds,
    int clients,
    int podsEach,
    Churn.Level level,
    String mode,
    int shiftSeconds,
    boolean isChaos,
    boolean isPaused) {}
