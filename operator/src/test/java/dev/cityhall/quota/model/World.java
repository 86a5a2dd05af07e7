package dev.cityhall.quota.model;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * One state: everything that the cluster, the watches and the leaders hold, as small numbers.
 *
 * <p>Versions are not counted. A reader holds a mark that the object is as it was read, and {@link
 * #touch} takes the mark away; that keeps the number of states finite.
 */
final class World {

  /** Cells of a namespace. */
  enum Cell {
    /** 1 if there is a quota object. */
    EXISTS,
    /** 1 if the operator recounts here, and the watches of the pods may be behind. */
    RECOUNTED,
    /** {@code spec.hard}. */
    SPEC,
    /** {@code status.hard}, which admission compares with. */
    HARD,
    /** {@code status.used}. */
    USED,
    /** Epoch on the object. */
    EPOCH,
    /** Pods that are stored. */
    STORED,
    /** Creates that were charged and have neither been stored nor failed. */
    ON_THE_WAY,
    /** Of these, the ones charged before the recount's watches were opened, where that matters. */
    ELDERS,
    /** The newest pod events, 1 for added and 0 for deleted, the newest in the lowest bit. */
    EVENTS,
    /** How many of the events the controller-manager has not seen. */
    MANAGER_BEHIND,
    /** How many of the events the own recount has not seen. */
    RECOUNT_BEHIND,
    /** 1 if the own recount has seen the quota as it is. */
    RECOUNT_CURRENT,
    /** Rises of the use that the own recount has not seen. */
    RISES_UNSEEN,
    /** Rises less additions that the own recount has seen; may be negative. */
    UNMATCHED
  }

  /** Cells of what one leader knows of a namespace. */
  enum Known {
    /** What the leader counts the namespace at; {@link World#NOTHING} if it knows no quota. */
    BOUND,
    /** 1 if the object is as the leader read it. */
    FRESH,
    /** Epoch that the leader read. */
    EPOCH,
    /** The write on its way to the server; {@link World#NOTHING} if there is none. */
    SENT
  }

  /** Where a leader stands. */
  enum Phase {
    WAITING,
    STARTED,
    STAMPING,
    RAISING,
    STOPPED
  }

  static final int NOTHING = -1;

  /** What is sent if not the {@code spec.hard} of a quota: the leader's epoch alone. */
  static final int STAMP = 20;

  /** Added to the {@code spec.hard} that is sent: a quota that is to be created. */
  static final int CREATE = 40;

  private static final int CELLS = Cell.values().length;
  private static final int KNOWN = Known.values().length;
  private static final Phase[] PHASES = Phase.values();

  private final Setting setting;
  private final int width;
  private final byte[] cells;

  World(Setting setting, byte[] cells) {
    this.setting = setting;
    this.width = CELLS + setting.leaders() * KNOWN;
    this.cells = cells;
  }

  /** Nothing anywhere. */
  World(Setting setting) {
    this(
        setting,
        new byte[setting.namespaces() * (CELLS + setting.leaders() * KNOWN) + setting.leaders()]);
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      for (var leader = 0; leader < setting.leaders(); leader++) {
        know(leader, ns, Known.BOUND, NOTHING);
        know(leader, ns, Known.SENT, NOTHING);
      }
    }
  }

  World copy() {
    return new World(setting, cells.clone());
  }

  byte[] cells() {
    return cells;
  }

  int get(int ns, Cell cell) {
    return cells[ns * width + cell.ordinal()];
  }

  boolean has(int ns, Cell cell) {
    return get(ns, cell) != 0;
  }

  World set(int ns, Cell cell, int value) {
    cells[ns * width + cell.ordinal()] = (byte) value;
    return this;
  }

  World add(int ns, Cell cell, int difference) {
    return set(ns, cell, get(ns, cell) + difference);
  }

  int known(int leader, int ns, Known cell) {
    return cells[ns * width + CELLS + leader * KNOWN + cell.ordinal()];
  }

  World know(int leader, int ns, Known cell, int value) {
    cells[ns * width + CELLS + leader * KNOWN + cell.ordinal()] = (byte) value;
    return this;
  }

  boolean isFresh(int leader, int ns) {
    return known(leader, ns, Known.FRESH) == 1;
  }

  Phase phase(int leader) {
    return PHASES[cells[setting.namespaces() * width + leader]];
  }

  World enter(int leader, Phase phase) {
    cells[setting.namespaces() * width + leader] = (byte) phase.ordinal();
    return this;
  }

  /**
   * The quota object has another version now: nobody holds it as it is, and what was sent to it at
   * the old version will be refused.
   */
  World touch(int ns) {
    for (var leader = 0; leader < setting.leaders(); leader++) {
      know(leader, ns, Known.FRESH, 0);
      if (setting.has(Rule.VERSIONED_WRITES) || known(leader, ns, Known.SENT) >= STAMP) {
        know(leader, ns, Known.SENT, NOTHING);
      }
    }
    return set(ns, Cell.RECOUNT_CURRENT, 0);
  }

  /** Admission counts what is on its way, too: any of it may be stored in the next moment. */
  int pods() {
    var pods = 0;
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      pods += get(ns, Cell.STORED) + get(ns, Cell.ON_THE_WAY);
    }
    return pods;
  }

  /** The sum over the namespaces of {@code max(spec.hard, status.hard, status.used)}. */
  int claim() {
    var claim = 0;
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      claim += Math.max(get(ns, Cell.SPEC), Math.max(get(ns, Cell.HARD), get(ns, Cell.USED)));
    }
    return claim;
  }

  /** For a reader: {@code a 1/1/0 1+0} is spec/status/used of a quota, pods stored + on the way. */
  String tell() {
    var text = new StringJoiner("   ");
    for (var ns = 0; ns < setting.namespaces(); ns++) {
      if (has(ns, Cell.EXISTS)) {
        text.add(
            "%s %d/%d/%d %d+%d"
                .formatted(
                    Step.name(ns),
                    get(ns, Cell.SPEC),
                    get(ns, Cell.HARD),
                    get(ns, Cell.USED),
                    get(ns, Cell.STORED),
                    get(ns, Cell.ON_THE_WAY)));
      }
    }
    return text.toString();
  }

  /** The same world with its namespaces in an order that does not depend on their names. */
  World canonical() {
    for (var i = 1; i < setting.namespaces(); i++) {
      for (var j = i; j > 0 && isAfter(j - 1, j); j--) {
        swap(j - 1, j);
      }
    }
    return this;
  }

  private boolean isAfter(int one, int other) {
    var a = one * width;
    var b = other * width;
    return Arrays.compare(cells, a, a + width, cells, b, b + width) > 0;
  }

  private void swap(int one, int other) {
    for (var i = 0; i < width; i++) {
      var cell = cells[one * width + i];
      cells[one * width + i] = cells[other * width + i];
      cells[other * width + i] = cell;
    }
  }
}
