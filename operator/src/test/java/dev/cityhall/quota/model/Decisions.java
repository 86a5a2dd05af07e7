package dev.cityhall.quota.model;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.BoundRule;
import dev.cityhall.quota.Epochs;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Recount;
import dev.cityhall.quota.model.World.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * The operator's own decision functions on the model's small numbers, each answer remembered. A
 * rule that is off changes what a function is told, never the function.
 */
final class Decisions {

  private static final int BASE = 8;
  private static final Epochs.Step[] STEPS = Epochs.Step.values();

  private final Setting setting;

  /** Answers plus 1, by the digits of the question. */
  private final byte[] bounds = new byte[BASE * BASE * BASE];

  private final byte[] hards = new byte[BASE * BASE * BASE * BASE * BASE];
  private final byte[] steps = new byte[BASE * BASE * BASE * BASE];
  private final byte[] uses = new byte[BASE * BASE * BASE * BASE];

  Decisions(Setting setting) {
    this.setting = setting;
  }

  /** {@link NativeQuota#bound}: what a leader counts a quota at. */
  int bound(int spec, int hard, int used) {
    var enforced = setting.has(Rule.COUNT_ENFORCED) ? hard : spec;
    var inUse = setting.has(Rule.COUNT_USED) ? used : 0;
    var question = number(number(spec, enforced), inUse);
    if (bounds[question] == 0) {
      var quota = new NativeQuota(pods(spec), pods(enforced), pods(inUse));
      bounds[question] = answer(quota.bound(QuotaKey.PODS));
    }
    return bounds[question] - 1;
  }

  /** {@link BoundRule#next} for one namespace with a target, from what a leader knows of all. */
  int hard(World world, int leader, int ns, int target) {
    var question = number(ns, target);
    for (var each = 0; each < setting.namespaces(); each++) {
      question = number(question, 1 + world.known(leader, each, Known.BOUND));
    }
    if (hards[question] == 0) {
      var targets = Map.of(Step.name(ns), pods(target));
      var next = BoundRule.next(pods(setting.budget()), targets, quotas(world, leader));
      hards[question] = answer(next.get(Step.name(ns)).orZero(QuotaKey.PODS));
    }
    return hards[question] - 1;
  }

  private Map<String, NativeQuota> quotas(World world, int leader) {
    var quotas = new HashMap<String, NativeQuota>();
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      if (isKnown(world, leader, ns)) {
        var bound = pods(world.known(leader, ns, Known.BOUND));
        quotas.put(Step.name(ns), new NativeQuota(bound, Amounts.NONE, Amounts.NONE));
      }
    }
    return quotas;
  }

  /** {@link Epochs#next} from what a leader knows of all namespaces. */
  Epochs.Step step(World world, int leader) {
    var question = leader;
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      var epoch = world.known(leader, ns, Known.EPOCH);
      question = number(question, isKnown(world, leader, ns) ? 1 + epoch : 0);
    }
    if (steps[question] == 0) {
      var found = new ArrayList<Long>();
      for (var ns = 0; ns < setting.namespaces(); ns++) {
        if (isKnown(world, leader, ns)) {
          found.add((long) world.known(leader, ns, Known.EPOCH));
        }
      }
      steps[question] = answer(Epochs.next(leader + 1L, found).ordinal());
    }
    return STEPS[steps[question] - 1];
  }

  private static boolean isKnown(World world, int leader, int ns) {
    return world.known(leader, ns, Known.BOUND) != World.NOTHING;
  }

  /** {@link Recount#of}; the difference of rises and additions may be negative. */
  int use(int used, int live, int unmatched) {
    var rises = setting.has(Rule.CHARGES_ON_THE_WAY) ? Math.max(0, unmatched) : 0;
    var adds = Math.max(0, -unmatched);
    var question = number(number(number(used, live), rises), adds);
    if (uses[question] == 0) {
      var use = Recount.of(pods(used), pods(live), pods(rises), pods(adds));
      uses[question] = answer(use.orZero(QuotaKey.PODS));
    }
    return uses[question] - 1;
  }

  private static int number(int digits, int digit) {
    if (digit < 0 || digit >= BASE) {
      throw new IllegalArgumentException("%d is too large for the model".formatted(digit));
    }
    return digits * BASE + digit;
  }

  private static byte answer(long amount) {
    return (byte) (amount + 1);
  }

  private static Amounts pods(int count) {
    return Amounts.of(QuotaKey.PODS, count);
  }
}
