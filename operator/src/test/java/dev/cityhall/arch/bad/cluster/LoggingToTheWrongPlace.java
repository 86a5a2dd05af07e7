package dev.cityhall.arch.bad.cluster;

import java.util.logging.Logger;

/** Logs past slf4j. */
public record LoggingToTheWrongPlace(Logger log) {}
