package dev.cityhall.condition;

import static java.util.Comparator.comparing;

import dev.cityhall.api.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From verdicts to the list of conditions: the parts as judged, and {@code Ready}, {@code
 * Reconciling} and {@code Stalled} derived from them.
 *
 * @see <a href="https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus">kstatus</a>
 */
public final class Conditions {

  public static final String READY = "Ready";
  public static final String RECONCILING = "Reconciling";
  public static final String STALLED = "Stalled";

  /**
   * All conditions of a resource: Ready if every part holds, Stalled if a part waits for a person,
   * Reconciling if a part is still on its way and none waits for a person (kstatus takes
   * Reconciling for progress, however stalled). The first part that fails lends its reason and
   * message.
   *
   * <p>The transition time moves only when a status moves and the list is sorted by type: the same
   * verdicts twice give equal lists.
   *
   * @param whenReady the message of {@code Ready} when it is {@code True}
   */
  public static List<Condition> of(
      List<Condition> before,
      List<Verdict> parts,
      Verdict whenReady,
      long generation,
      Instant now) {
    var failing = firstFailing(parts);
    var stalled = parts.stream().filter(v -> fails(v, Reason.Kind.USER)).findFirst();
    var passing =
        parts.stream().filter(v -> stalled.isEmpty() && fails(v, Reason.Kind.PASSING)).findFirst();

    var verdicts = new ArrayList<>(parts);
    verdicts.add(
        failing
            .map(v -> Verdict.fails(READY, v.reason(), v.message()))
            .orElse(new Verdict(READY, true, whenReady.reason(), whenReady.message())));
    verdicts.add(derived(RECONCILING, passing, "nothing is under way"));
    verdicts.add(derived(STALLED, stalled, "nothing waits for a person"));
    return verdicts.stream()
        .map(v -> condition(before, v, generation, now))
        .sorted(comparing(Condition::type))
        .toList();
  }

  /**
   * With a remark: a condition of its own, which {@code Ready}, {@code Reconciling} and {@code
   * Stalled} take no notice of.
   *
   * @param before all conditions as they were
   */
  public static List<Condition> withRemark(
      List<Condition> conditions,
      List<Condition> before,
      Verdict remark,
      long generation,
      Instant now) {
    return Stream.concat(conditions.stream(), Stream.of(condition(before, remark, generation, now)))
        .sorted(comparing(Condition::type))
        .toList();
  }

  /** Whether there is a condition of this type and it is {@code True}. */
  public static boolean isTrue(List<Condition> conditions, String type) {
    return conditions.stream().anyMatch(c -> c.type().equals(type) && c.status().equals("True"));
  }

  /** What a person must mend comes before what passes by itself. */
  private static Optional<Verdict> firstFailing(List<Verdict> parts) {
    return parts.stream()
        .filter(v -> fails(v, Reason.Kind.USER))
        .findFirst()
        .or(() -> parts.stream().filter(v -> !v.holds()).findFirst());
  }

  private static boolean fails(Verdict verdict, Reason.Kind kind) {
    return !verdict.holds() && verdict.reason().kind() == kind;
  }

  private static Verdict derived(String type, Optional<Verdict> cause, String otherwise) {
    return cause
        .map(v -> Verdict.holds(type, v.reason(), v.message()))
        .orElse(Verdict.fails(type, Reason.READY, otherwise));
  }

  private static Condition condition(
      List<Condition> before, Verdict verdict, long generation, Instant now) {
    var status = verdict.holds() ? "True" : "False";
    var since =
        before.stream()
            .filter(c -> c.type().equals(verdict.type()) && c.status().equals(status))
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(
        verdict.type(), status, verdict.reason().toString(), verdict.message(), generation, since);
  }

  private Conditions() {}
}
