package dev.cityhall.quota;

import java.util.List;

/** Brings what stands closer to the fair amounts, by no more than is needed. Pure. */
final class Leveling {

  /** From those with the largest excess over their fair amounts, the first of equals. */
  static void takeBack(long[] fair, long[] kept, long amount) {
    var left = amount;
    while (left > 0) {
      var largest = 0;
      for (var i = 1; i < kept.length; i++) {
        largest = kept[i] - fair[i] > kept[largest] - fair[largest] ? i : largest;
      }
      var taken = Math.min(left, kept[largest] - fair[largest]);
      if (taken <= 0) {
        return;
      }
      kept[largest] -= taken;
      left -= taken;
    }
  }

  /** To those below their fair amounts, by the first weights, then by the next. */
  static void handOut(
      long quantum, List<int[]> weightsInTurn, long[] fair, long[] kept, long amount) {
    var left = amount;
    for (var byWeights : weightsInTurn) {
      var rooms = new long[kept.length];
      for (var i = 0; i < rooms.length; i++) {
        rooms[i] = fair[i] - kept[i];
      }
      var gifts = Pouring.pour(quantum, left, byWeights, rooms);
      for (var i = 0; i < gifts.length; i++) {
        kept[i] += gifts[i];
        left -= gifts[i];
      }
    }
  }

  private Leveling() {}
}
