package dev.cityhall.quota.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * How much of the world is looked at, and under which rules.
 *
 * @param budget pods of the department
 * @param namespaces of the department, with those still to be created
 * @param existing namespaces that have a quota at the start
 * @param leaders that may ever lead; each goes on, and believes that it leads, until it reads
 *     better
 * @param lag most pod events of a namespace, and most charges, that a watch may be behind
 * @param recounted namespaces in which the operator recounts, charges are on their way for a while,
 *     and the watches of pods may be behind; in the others pods are created in one step, and seen
 * @param off rules that are switched off
 */
record Setting(
    int budget, int namespaces, int existing, int leaders, int lag, int recounted, Set<Rule> off) {

  private static final Set<Rule> NONE = EnumSet.noneOf(Rule.class);

  /** Leaders and quotas; the controller-manager sees pods at once. */
  static Setting ofLeaders(int budget, int namespaces, int leaders) {
    return new Setting(budget, namespaces, namespaces, leaders, 0, 0, NONE);
  }

  /** Own recount and controller-manager, whose watches are behind. */
  static Setting ofCounts(int budget, int namespaces, int recounted, int leaders, int lag) {
    return new Setting(budget, namespaces, namespaces, leaders, lag, recounted, NONE);
  }

  /** Leaders that create quotas. */
  static Setting ofCreation(int budget, int namespaces, int existing, int leaders) {
    return new Setting(budget, namespaces, existing, leaders, 0, 0, NONE);
  }

  Setting without(Rule rule) {
    return new Setting(budget, namespaces, existing, leaders, lag, recounted, EnumSet.of(rule));
  }

  boolean has(Rule rule) {
    return !off.contains(rule);
  }

  /** Charges that the own recount may hold unmatched before old ones have to be dropped. */
  int mostUnmatched() {
    return budget + lag;
  }

  @Override
  public String toString() {
    return "budget %d, %d namespaces%s, %d leaders%s"
        .formatted(
            budget,
            namespaces,
            existing < namespaces ? " (%d to be created)".formatted(namespaces - existing) : "",
            leaders,
            recounted > 0
                ? ", recount in %d, watches up to %d behind".formatted(recounted, lag)
                : "");
  }
}
