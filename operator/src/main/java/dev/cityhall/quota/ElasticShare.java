package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;

/**
 * What one namespace is entitled to of an elastic budget.
 *
 * @param guarantee amounts that it shall have before any weight counts, busy hours included
 * @param ceiling amounts never exceeded except by use; a key that is absent has no ceiling
 * @param weight part of the rest relative to the other namespaces, 0 or more
 * @param surge room above use for one roll-out; none: that of the largest pod there
 */
public record ElasticShare(Amounts guarantee, Amounts ceiling, int weight, Amounts surge) {}
