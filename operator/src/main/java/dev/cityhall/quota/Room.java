package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as the distribution sees it.
 *
 * @param system business system; null for the home namespace, which gets nothing unless named
 * @param environment environment of the system
 * @param volumes storage that its declared volumes need, guaranteed
 */
public record Room(
    String namespace, @Nullable String system, @Nullable String environment, Amounts volumes) {}
