package dev.cityhall.bench.quota.city;

import dev.cityhall.bench.quota.PodSize;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The pods that a department wants and has not, each from the moment when it is wanted until it
 * exists, and the room that lies idle meanwhile. Pure; times in nanoseconds, never going back.
 *
 * <p>A system wants as many pods as its replicas and, while it is rolled out, one more. A wanted
 * pod <em>had room</em> as long as the pods that exist, all that were wanted before it and had
 * room, and itself were together within the department's budget. It was <em>refused</em> if a
 * create in its namespace was refused while it waited. It is a <em>false refusal</em> if it was
 * refused and had room for the whole grace, without a break, and still did not exist; it is
 * <em>late</em> if the same happened without a refusal.
 *
 * <p>A namespace <em>waits</em> while it wants pods and its native quota has no room for one more
 * of them. <em>Stranded</em> is then what the quotas of the namespaces that do not wait allow
 * beyond their use, as a share of the budget: of all keys the least, since a pod needs all of them.
 */
final class Wants {

  private static final class Item {
    private final Site site;
    private final long since;
    private final Chance inBudget = new Chance();
    private final Chance besideReserve = new Chance();
    private boolean isRefused;
    private boolean isLate;

    Item(Site site, long since) {
      this.site = site;
      this.since = since;
    }
  }

  /** For how long there was room for a pod without a break. */
  private static final class Chance {
    private long since = -1;
    private boolean isMissed;

    void look(boolean hasRoom, long now) {
      since = !hasRoom ? -1 : since < 0 ? now : since;
    }

    boolean lasts(long grace, long now) {
      return since >= 0 && now - since >= grace;
    }
  }

  private static final class Site {
    private final PodSize size;
    private final Deque<Item> items = new ArrayDeque<>();
    private NativeQuota quota = NativeQuota.ABSENT;
    private int replicas;
    private int pods;

    /** Pods that a roll-out has still to make. */
    private int toRenew;

    Site(PodSize size) {
      this.size = size;
    }

    int missing() {
      return Math.max(0, replicas + (toRenew > 0 ? 1 : 0) - pods);
    }

    boolean waits() {
      var room = quota.enforced().minus(quota.used());
      return !items.isEmpty() && !size.amounts().fitsIn(room.only(size.amounts().keys()));
    }
  }

  private final Amounts budget;
  private final long grace;
  private final Map<String, Site> sites = new LinkedHashMap<>();
  private final List<Item> items = new ArrayList<>();
  private Sums sums = new Sums();
  private Amounts real = Amounts.NONE;
  private long last;
  private boolean isWaiting;
  private double stranded;

  /**
   * @param systems by namespace
   */
  Wants(Amounts budget, Map<String, PodSize> systems, long grace) {
    this.budget = budget;
    this.grace = grace;
    systems.forEach((namespace, size) -> sites.put(namespace, new Site(size)));
  }

  /** Forgets what was counted so far; what is there and what is wanted stays. */
  void begin(long now) {
    advance(now);
    sums = new Sums();
    items.forEach(item -> sums.wanted++);
  }

  void wanted(String namespace, int replicas, long now) {
    advance(now);
    var site = sites.get(namespace);
    var before = site.replicas;
    site.replicas = replicas;
    // What was renewed already stays renewed, however many there shall be now.
    site.toRenew = Math.max(0, site.toRenew + Math.min(0, replicas - before));
    changed(site, now, false);
  }

  void rolledOut(String namespace, long now) {
    advance(now);
    var site = sites.get(namespace);
    site.toRenew = site.replicas;
    changed(site, now, false);
  }

  /** Its Deployment says that a roll-out is complete. */
  void renewed(String namespace, long now) {
    advance(now);
    var site = sites.get(namespace);
    site.toRenew = 0;
    changed(site, now, false);
  }

  /** A pod exists that did not before. */
  void stored(String namespace, long now) {
    advance(now);
    var site = sites.get(namespace);
    site.pods++;
    site.toRenew = Math.max(0, site.toRenew - 1);
    real = real.plus(site.size.amounts());
    changed(site, now, true);
  }

  void gone(String namespace, long now) {
    advance(now);
    var site = sites.get(namespace);
    site.pods--;
    real = real.minus(site.size.amounts());
    changed(site, now, false);
  }

  void quota(String namespace, NativeQuota quota, long now) {
    advance(now);
    var site = sites.get(namespace);
    if (site != null) {
      site.quota = quota;
      look(now);
    }
  }

  /** A create was refused for want of quota. */
  void refused(String namespace, long now) {
    advance(now);
    var site = sites.get(namespace);
    if (site != null) {
      site.items.stream().filter(item -> !item.isRefused).forEach(this::refused);
    }
  }

  private void refused(Item item) {
    item.isRefused = true;
    sums.refused++;
  }

  /** Lets time pass: what stood since the last change counts until now. */
  void advance(long now) {
    var passed = now - last;
    last = now;
    sums.nanos += passed;
    if (isWaiting) {
      sums.waitingNanos += passed;
      sums.strandedNanos += stranded * passed;
    }
    for (var item : items) {
      if (item.inBudget.lasts(grace, now)) {
        overdue(item);
      }
      if (item.isRefused && !item.besideReserve.isMissed && item.besideReserve.lasts(grace, now)) {
        item.besideReserve.isMissed = true;
        sums.falselyRefusedBesideReserve++;
      }
    }
  }

  private void overdue(Item item) {
    if (item.isRefused && !item.inBudget.isMissed) {
      item.inBudget.isMissed = true;
      sums.falselyRefused++;
      sums.late -= item.isLate ? 1 : 0;
    } else if (!item.isRefused && !item.isLate) {
      item.isLate = true;
      sums.late++;
    }
  }

  /** Brings the list of what is missing up to date, the oldest first. */
  private void changed(Site site, long now, boolean isAdmission) {
    while (site.items.size() < site.missing()) {
      var item = new Item(site, now);
      // A controller that was refused may not try again by itself for long.
      var isHeldBack = site.items.stream().anyMatch(other -> other.isRefused);
      site.items.addLast(item);
      items.add(item);
      sums.wanted++;
      if (isHeldBack) {
        refused(item);
      }
    }
    while (site.items.size() > site.missing()) {
      var item = isAdmission ? site.items.removeFirst() : site.items.removeLast();
      items.remove(item);
      if (isAdmission) {
        sums.admitted++;
        sums.untilAdmitted.add(now - item.since);
        if (item.isRefused) {
          sums.refusedUntilAdmitted.add(now - item.since);
        }
      } else {
        sums.withdrawn++;
      }
    }
    look(now);
  }

  /** Who has room, who waits, and what is idle, as it stands from now on. */
  private void look(long now) {
    look(real, item -> item.inBudget, now);
    look(real.plus(reserve()), item -> item.besideReserve, now);
    isWaiting = !items.isEmpty() && sites.values().stream().anyMatch(Site::waits);
    stranded = isWaiting ? strandedShare() : 0;
  }

  private void look(Amounts there, Function<Item, Chance> chance, long now) {
    var taken = there;
    for (var item : items) {
      var with = taken.plus(item.site.size.amounts());
      var fits = with.only(budget.keys()).fitsIn(budget);
      chance.apply(item).look(fits, now);
      taken = fits ? with : taken;
    }
  }

  /** Room for one more pod of the largest: what is kept for a roll-out. */
  private Amounts reserve() {
    return sites.values().stream()
        .filter(site -> site.pods > 0)
        .map(site -> site.size.amounts())
        .reduce(Amounts.NONE, Amounts::max);
  }

  private double strandedShare() {
    var idle = Amounts.NONE;
    for (var site : sites.values()) {
      if (!site.waits()) {
        idle = idle.plus(site.quota.enforced().minus(site.quota.used()));
      }
    }
    var least = 1.0;
    for (var key : budget.keys()) {
      least = Math.min(least, (double) Math.max(0, idle.orZero(key)) / budget.orZero(key));
    }
    return least;
  }

  Sums sums() {
    return sums;
  }

  /** Pods that are wanted now. */
  long wantedPods() {
    return sites.values().stream().mapToLong(site -> site.replicas).sum();
  }

  long missingPods() {
    return items.size();
  }
}
