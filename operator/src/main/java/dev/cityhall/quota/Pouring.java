package dev.cityhall.quota;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Pours an amount into rooms by weight in whole quanta, by D'Hondt's rule with ceilings: each
 * quantum goes to the one with the largest weight over the quanta it would then have, the first of
 * equals; what a room has left beyond whole quanta counts as its last one. A larger amount
 * lengthens this one sequence, so it takes nothing from anybody. Pure.
 */
final class Pouring {

  /**
   * What each room gets.
   *
   * @param quantum smallest step, in units
   * @param amount units to pour
   * @param weights weight of each room; one of weight 0 gets nothing
   * @param rooms units that each takes at most; a negative room takes nothing
   * @return units for each room; together the amount, or less when the rooms end before it
   */
  static long[] pour(long quantum, long amount, int[] weights, long[] rooms) {
    var given = new long[rooms.length];
    if (amount <= 0) {
      return given;
    }
    var open = new ArrayList<Vessel>();
    for (var i = 0; i < rooms.length; i++) {
      if (weights[i] > 0 && rooms[i] > 0) {
        open.add(new Vessel(i, weights[i], rooms[i]));
      }
    }
    var rest = amount - pourAtOnce(quantum, amount, open);
    giveSingly(quantum, rest, open);
    open.forEach(vessel -> given[vessel.index] = vessel.given);
    return given;
  }

  /** Water-filling: most of the sequence at once; returns how much was given. */
  private static long pourAtOnce(long quantum, long amount, List<Vessel> all) {
    var open = all;
    var left = amount;
    var full = true;
    while (full && !open.isEmpty()) {
      var weights = open.stream().mapToLong(vessel -> vessel.weight).sum();
      var fuller = new ArrayList<Vessel>();
      var toShare = left;
      for (var vessel : open) {
        if (partOf(toShare, vessel.weight, weights) >= vessel.room) {
          vessel.given = whole(quantum, vessel.room);
          left -= vessel.room;
        } else {
          fuller.add(vessel);
        }
      }
      full = fuller.size() < open.size();
      open = fuller;
    }
    var weights = open.stream().mapToLong(vessel -> vessel.weight).sum();
    for (var vessel : open) {
      vessel.given = whole(quantum, partOf(left, vessel.weight, weights));
    }
    return all.stream().mapToLong(vessel -> vessel.given).sum();
  }

  private static void giveSingly(long quantum, long rest, List<Vessel> all) {
    var next = new PriorityQueue<Vessel>(Math.max(1, all.size()), Vessel.ORDER);
    for (var vessel : all) {
      if (vessel.given < vessel.room) {
        vessel.quanta = vessel.given / quantum + 1;
        next.add(vessel);
      }
    }
    var left = rest;
    while (left > 0 && !next.isEmpty()) {
      var vessel = next.remove();
      var gift = Math.min(Math.min(quantum, left), vessel.room - vessel.given);
      vessel.given += gift;
      vessel.quanta++;
      left -= gift;
      if (vessel.given < vessel.room) {
        next.add(vessel);
      }
    }
  }

  /** One room while it is being filled. */
  private static final class Vessel {

    /** Who is given the next quantum first. */
    private static final Comparator<Vessel> ORDER = Vessel::compare;

    private final int index;
    private final int weight;
    private final long room;
    private long given;

    /** Quanta that it would have with one more. */
    private long quanta;

    Vessel(int index, int weight, long room) {
      this.index = index;
      this.weight = weight;
      this.room = room;
    }

    private static int compare(Vessel a, Vessel b) {
      var turn = Pouring.compareTurns(a.quanta, a.weight, b.quanta, b.weight);
      return turn == 0 ? Integer.compare(a.index, b.index) : turn;
    }
  }

  /** Whose turn is first by D'Hondt: compares count over weight exactly, whatever the size. */
  static int compareTurns(long count, int weight, long otherCount, int otherWeight) {
    var high =
        Long.compare(Math.multiplyHigh(count, otherWeight), Math.multiplyHigh(otherCount, weight));
    return high == 0 ? Long.compareUnsigned(count * otherWeight, otherCount * weight) : high;
  }

  private static long partOf(long amount, long weight, long weights) {
    return amount / weights * weight + amount % weights * weight / weights;
  }

  private static long whole(long quantum, long amount) {
    return amount / quantum * quantum;
  }

  private Pouring() {}
}
