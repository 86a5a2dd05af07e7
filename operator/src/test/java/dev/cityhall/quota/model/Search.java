package dev.cityhall.quota.model;

import dev.cityhall.quota.model.World.Cell;
import dev.cityhall.quota.model.World.Known;
import dev.cityhall.quota.model.World.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Visits every reachable state, breadth first, so that the first one found is at the end of a
 * shortest run. Namespaces differ by name only: states that differ in the order of the namespaces
 * count as one.
 */
final class Search {

  private final Setting setting;
  private final PodSteps pods;
  private final CountSteps counts;
  private final LeaderSteps leaders;

  Search(Setting setting) {
    var decisions = new Decisions(setting);
    this.setting = setting;
    this.pods = new PodSteps(setting);
    this.counts = new CountSteps(setting, decisions);
    this.leaders = new LeaderSteps(setting, decisions);
  }

  /** More pods, or more claimed, than the department may have. */
  static Predicate<World> overBudget(Setting setting) {
    return world -> world.pods() > setting.budget() || world.claim() > setting.budget();
  }

  /** Looks for a state; visits all of them if there is none. */
  Outcome find(Predicate<World> wanted) {
    var start = start().canonical();
    var found = new StateSet(start.cells().length);
    var taken = EnumSet.noneOf(Step.class);
    found.add(start.cells(), -1);
    for (var index = 0; index < found.size(); index++) {
      var world = new World(setting, found.get(index));
      if (wanted.test(world)) {
        return new Outcome(found.size(), taken, tell(pathTo(index, found)));
      }
      var from = index;
      from(
          world,
          (after, step, leader, ns, amount) -> {
            if (found.add(after.canonical().cells(), from)) {
              taken.add(step);
            }
          });
    }
    return new Outcome(found.size(), taken, List.of());
  }

  /** The budget is shared out and in force; the first leader leads and has read everything. */
  private World start() {
    var world = new World(setting);
    for (var ns = 0; ns < setting.existing(); ns++) {
      var more = ns < setting.budget() % setting.existing() ? 1 : 0;
      var share = setting.budget() / setting.existing() + more;
      world.set(ns, Cell.EXISTS, 1).set(ns, Cell.EPOCH, 1);
      world.set(ns, Cell.SPEC, share).set(ns, Cell.HARD, share);
      var recounted = ns < setting.recounted() ? 1 : 0;
      world.set(ns, Cell.RECOUNTED, recounted).set(ns, Cell.RECOUNT_CURRENT, recounted);
      world.know(0, ns, Known.BOUND, share).know(0, ns, Known.FRESH, 1);
      world.know(0, ns, Known.EPOCH, 1);
    }
    return world.enter(0, Phase.RAISING);
  }

  private void from(World world, Next next) {
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      pods.from(world, ns, next);
      counts.from(world, ns, next);
    }
    for (var leader = 0; leader < setting.leaders(); leader++) {
      leaders.from(world, leader, next);
    }
  }

  private static Deque<byte[]> pathTo(int index, StateSet found) {
    var path = new ArrayDeque<byte[]>();
    for (var at = index; at > 0; at = found.foundFrom(at)) {
      path.addFirst(found.get(at));
    }
    return path;
  }

  /** Walks the path again, this time with each namespace under its own name. */
  private List<String> tell(Deque<byte[]> path) {
    var lines = new ArrayList<String>();
    var world = new World[] {start()};
    lines.add("   at first".concat(" ".repeat(58)) + world[0].tell());
    for (var goal : path) {
      var after = new World[1];
      var line = new String[1];
      from(
          world[0],
          (next, step, leader, ns, amount) -> {
            if (after[0] == null && Arrays.equals(next.copy().canonical().cells(), goal)) {
              after[0] = next;
              line[0] = step.tell(leader, ns, amount);
            }
          });
      world[0] = after[0];
      lines.add("%2d %-66s%s".formatted(lines.size(), line[0], world[0].tell()));
    }
    return lines;
  }
}
