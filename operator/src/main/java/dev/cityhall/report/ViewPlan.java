package dev.cityhall.report;

import dev.cityhall.api.DepartmentQuotaStatus.Summary;
import dev.cityhall.api.DepartmentViewStatus;
import dev.cityhall.api.DepartmentViewStatus.Waiting;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.Plane;
import dev.cityhall.quota.UseSummary;
import dev.cityhall.quota.WaitingWorkload;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the view of one namespace is to say. Pure.
 *
 * @param displayName name for people
 * @param budget of the department
 * @param departmentUsed use of all its namespaces
 * @param quota of the namespace
 * @param ceilingIfElastic ceiling of the namespace where amounts follow use and demand; empty where
 *     they do not
 * @param waiting who of the namespace waits for quota, who waits longest first
 */
record ViewPlan(
    String department,
    String displayName,
    Amounts budget,
    Amounts departmentUsed,
    NativeQuota quota,
    Optional<Amounts> ceilingIfElastic,
    List<WaitingWorkload> waiting) {

  /** Of no department: differs from every other. */
  static final ViewPlan OF_NOTHING =
      new ViewPlan(
          "", "", Amounts.NONE, Amounts.NONE, NativeQuota.ABSENT, Optional.empty(), List.of());

  private static final int MOST_WAITING = 10;
  private static final int MOST_CHARACTERS = 1024;
  private static final int MOST_CHARACTERS_OF_ONE = 512;
  private static final String ROOM = "there is room";

  DepartmentViewStatus content() {
    var waits = waiting.stream().limit(MOST_WAITING).map(this::said).toList();
    var here = UseSummary.of(quota.hard(), quota.used());
    var whole = UseSummary.of(budget, departmentUsed);
    return new DepartmentViewStatus(
        department,
        displayName,
        quota.hard().toQuantities(),
        here.used().toQuantities(),
        here.headroom().toQuantities(),
        here.summaryIfAny(),
        budget.toQuantities(),
        whole.used().toQuantities(),
        whole.headroom().toQuantities(),
        line(whole.summary()),
        waits,
        waiting.isEmpty() ? null : waiting.size(),
        cut(waits.isEmpty() ? standing() : message(waits.get(0)), MOST_CHARACTERS));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private Waiting said(WaitingWorkload wants) {
    return new Waiting(
        wants.workload().kind().kind() + " " + wants.workload().name(),
        wants.count(),
        wants.each().toQuantities(),
        wants.since().toString(),
        cut(lack(wants), MOST_CHARACTERS_OF_ONE));
  }

  private String lack(WaitingWorkload wants) {
    return Plane.ofQuota(wants.quota())
        .filter(plane -> !plane.isWhole())
        .map(plane -> Lack.ofPriority(plane.priorityClass()))
        .orElseGet(() -> new Lack(this, wants.each()).message());
  }

  private static @Nullable String line(Summary summary) {
    var line =
        Stream.of(
                named("cpu", summary.cpu()),
                named("memory", summary.memory()),
                named("storage", summary.storage()),
                named("pods", summary.pods()))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return line.isEmpty() ? null : line;
  }

  private static @Nullable String named(String name, @Nullable String figures) {
    return figures == null ? null : name + " " + figures;
  }

  private String message(Waiting longest) {
    var others = waiting.size() - 1;
    var who =
        "%s%s wait%s for quota since %s: %s"
            .formatted(
                longest.what(),
                others == 0 ? "" : others == 1 ? " and one other" : " and " + others + " others",
                others == 0 ? "s" : "",
                longest.since(),
                longest.message());
    var standing = standing();
    return standing.equals(ROOM) ? who : standing + ". " + who;
  }

  /** Without amounts that change all the time, so that it changes when there is news. */
  private String standing() {
    if (budget.withoutZeros().isEmpty()) {
      return "department %s has no grant in force, so no pod can start; ask the platform for a grant"
          .formatted(department);
    }
    var over = departmentUsed.only(budget.keys()).minus(budget).withoutZeros();
    if (!over.isEmpty()) {
      return "the department uses more than its budget of %s: running pods are kept, nothing new of it starts until the use has fallen; end what is not needed, or ask the platform for a grant"
          .formatted(names(over.keys().stream()));
    }
    var full = quota.hard().keys().stream().filter(this::isFull).toList();
    if (full.isEmpty()) {
      return ROOM;
    }
    var headroom = budget.minus(departmentUsed);
    var elsewhere = names(full.stream().filter(key -> headroom.orZero(key) > 0));
    var nowhere = names(full.stream().filter(key -> headroom.orZero(key) == 0));
    return Stream.of(
            "this namespace is at its limit of " + names(full.stream()),
            elsewhere.isEmpty()
                ? ""
                : "of %s the department has room elsewhere, so end what is not needed here, or ask the platform to give this namespace more of it in the grant's distribution"
                    .formatted(elsewhere),
            nowhere.isEmpty()
                ? ""
                : "of %s the whole budget is used, so end what is not needed, or ask the platform for a grant"
                    .formatted(nowhere))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** What was never granted to anybody is no limit that is met. */
  private boolean isFull(QuotaKey key) {
    var used = quota.used().orZero(key);
    return used > 0 && used >= quota.hard().orZero(key);
  }

  private static String names(Stream<QuotaKey> keys) {
    return keys.map(QuotaKey::name).collect(Collectors.joining(", "));
  }

  /** Whether people would see a difference. */
  boolean isNewsAfter(DepartmentViewStatus before) {
    var now = content();
    return !now.department().equals(before.department())
        || !now.displayName().equals(before.displayName())
        || !now.hard().equals(before.hard())
        || !now.budget().equals(before.budget())
        || !now.waiting().equals(before.waiting())
        || !Objects.equals(now.waitingCount(), before.waitingCount())
        || !Objects.equals(now.message(), before.message())
        || UseSummary.of(quota.hard(), quota.used())
            .isNewsAfter(before.used(), before.headroom(), quota.hard())
        || UseSummary.of(budget, departmentUsed)
            .isNewsAfter(before.budgetUsed(), before.budgetHeadroom(), budget);
  }
}
