package dev.cityhall.quota.model;

/** Takes the worlds that one step leads to. */
interface Next {

  /** For a step without a leader. */
  int NOBODY = -1;

  /**
   * One step can lead to this world.
   *
   * @param leader who does it, or {@link #NOBODY}
   * @param amount what is written or left, where the step says so
   */
  void step(World after, Step step, int leader, int ns, int amount);
}
