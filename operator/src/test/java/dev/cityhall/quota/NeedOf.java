package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.Allocator.Demand;
import dev.cityhall.quota.Allocator.Need;
import dev.cityhall.quota.Allocator.Urgency;
import java.util.ArrayList;
import java.util.List;

/** A need that is put together word by word. */
record NeedOf(
    Amounts guarantee,
    Amounts ceiling,
    int weight,
    Amounts used,
    Amounts surge,
    List<Demand> demands,
    Amounts standing) {

  /** No use, no wish, nothing standing; weight 1. */
  static final NeedOf NOTHING =
      new NeedOf(
          Amounts.NONE, Amounts.NONE, 1, Amounts.NONE, Amounts.NONE, List.of(), Amounts.NONE);

  Need need() {
    return new Need(guarantee, ceiling, weight, used, surge, demands, standing);
  }

  Claim claim() {
    return new Claim(guarantee, ceiling, weight);
  }

  NeedOf guarantee(Amounts amounts) {
    return new NeedOf(amounts, ceiling, weight, used, surge, demands, standing);
  }

  NeedOf ceiling(Amounts amounts) {
    return new NeedOf(guarantee, amounts, weight, used, surge, demands, standing);
  }

  NeedOf weight(int parts) {
    return new NeedOf(guarantee, ceiling, parts, used, surge, demands, standing);
  }

  NeedOf used(Amounts amounts) {
    return new NeedOf(guarantee, ceiling, weight, amounts, surge, demands, standing);
  }

  NeedOf surge(Amounts amounts) {
    return new NeedOf(guarantee, ceiling, weight, used, amounts, demands, standing);
  }

  NeedOf demand(Amounts each, long count) {
    var all = new ArrayList<>(demands);
    all.add(new Demand(each, count));
    return new NeedOf(guarantee, ceiling, weight, used, surge, all, standing);
  }

  NeedOf reserve(Amounts each, long count) {
    var all = new ArrayList<>(demands);
    all.add(Demand.reserve(each, count));
    return new NeedOf(guarantee, ceiling, weight, used, surge, all, standing);
  }

  NeedOf rollOut(Amounts each, long count) {
    var all = new ArrayList<>(demands);
    all.add(new Demand(each, count, Urgency.ROLL_OUT));
    return new NeedOf(guarantee, ceiling, weight, used, surge, all, standing);
  }

  NeedOf refusedOnly() {
    var refused = demands.stream().filter(d -> d.urgency() != Urgency.RESERVE).toList();
    return new NeedOf(guarantee, ceiling, weight, used, surge, refused, standing);
  }

  NeedOf calm() {
    return new NeedOf(guarantee, ceiling, weight, used, surge, List.of(), standing);
  }

  NeedOf standing(Amounts amounts) {
    return new NeedOf(guarantee, ceiling, weight, used, surge, demands, amounts);
  }
}
