package dev.cityhall.cli;

import static java.util.Objects.requireNonNull;

import dev.cityhall.api.DepartmentViewStatus.Waiting;
import dev.cityhall.cli.Table.Column;
import dev.cityhall.cli.Table.Side;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.report.DepartmentPicture;
import dev.cityhall.report.GrantPicture;
import dev.cityhall.report.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A department's picture in plain words and tables. Pure. */
final class QuotaText {

  private static final String OF_PODS = ", for pods of PriorityClass ";

  private final DepartmentPicture picture;
  private final Optional<String> only;
  private final List<String> lines = new ArrayList<>();

  private QuotaText(DepartmentPicture picture, Optional<String> only) {
    this.picture = picture;
    this.only = only;
  }

  /**
   * The lines to print.
   *
   * @param only the one namespace that is asked for
   */
  static List<String> of(DepartmentPicture picture, Optional<String> only) {
    var text = new QuotaText(picture, only);
    text.lines.add("Department %s (%s)".formatted(picture.department(), picture.displayName()));
    text.grants();
    text.budget();
    text.namespaces();
    picture.byPriority().values().forEach(text::apart);
    text.todo();
    text.waiting();
    text.leader();
    return text.lines;
  }

  /** What is granted for one PriorityClass, within the budget. */
  private void apart(DepartmentPicture ofPods) {
    var text = new QuotaText(ofPods, only);
    text.grants();
    text.budget();
    text.namespaces();
    lines.addAll(text.lines);
  }

  private void heading(String heading) {
    lines.add("");
    var priorityClass = picture.priorityClass();
    lines.add(priorityClass.isEmpty() ? heading : heading + OF_PODS + priorityClass);
  }

  private void table(Table table) {
    table.lines().forEach(line -> lines.add("  " + line));
  }

  private void grants() {
    heading("Grants");
    if (picture.grants().isEmpty()) {
      lines.add("  You have no right to read resourcequotas.cityhall.dev, so grants and budget");
      lines.add("  are not told; the role cityhall-platform-viewer gives it.");
      return;
    }
    var grants = picture.grants().get();
    if (grants.isEmpty()) {
      if (!picture.priorityClass().isEmpty()) {
        lines.add("  none any more; the quotas for them are about to go");
        return;
      }
      lines.add("  none, so no pod can start: apply a resourcequotas.cityhall.dev with");
      lines.add("  spec.department: " + picture.department());
      return;
    }
    var table =
        new Table(
            new Column("GRANT", Side.LEFT),
            new Column("MODE", Side.LEFT),
            new Column("KEY", Side.LEFT),
            new Column("ASKED", Side.RIGHT),
            new Column("IN FORCE", Side.RIGHT));
    grants.forEach(grant -> rows(grant, table));
    table(table);
    grants.forEach(grant -> lines.add("  %s: %s".formatted(grant.name(), stateOf(grant))));
  }

  private static void rows(GrantPicture grant, Table table) {
    var name = grant.name();
    var mode = grant.isElastic() ? "Elastic" : "Even";
    for (var key : grant.asked().max(grant.inForce()).keys()) {
      table.row(name, mode, key.name(), cell(grant.asked(), key), cell(grant.inForce(), key));
      name = "";
      mode = "";
    }
  }

  private static String cell(Amounts amounts, QuotaKey key) {
    return amounts.has(key) ? Amounts.text(key, amounts.orZero(key)) : "-";
  }

  private static String stateOf(GrantPicture grant) {
    if (grant.reason().isEmpty()) {
      return "the operator has not looked at it; check that it runs";
    }
    var validity =
        (grant.validFrom() == null ? "" : "; valid from " + grant.validFrom())
            + (grant.validUntil() == null ? "" : "; valid until " + grant.validUntil());
    var late =
        grant.isJudged() ? "" : " (of an earlier version of the grant; the operator is on its way)";
    var state = grant.isWaiting() ? "waits: " : "";
    return state + grant.message() + validity + late;
  }

  private void budget() {
    if (picture.grants().isEmpty() || picture.budget().isEmpty()) {
      return;
    }
    heading("Budget: the sum of the grants in force");
    var table =
        new Table(
            new Column("KEY", Side.LEFT),
            new Column("BUDGET", Side.RIGHT),
            new Column("USED", Side.RIGHT),
            new Column("FREE", Side.RIGHT),
            new Column("HANDED OUT", Side.RIGHT));
    for (var key : picture.budget().keys()) {
      table.row(
          key.name(),
          Amounts.text(key, picture.budget().orZero(key)),
          Amounts.text(key, picture.used().orZero(key)),
          Amounts.text(key, picture.headroom().orZero(key)),
          Amounts.text(key, picture.bounds().orZero(key)));
    }
    table(table);
    lines.add("  " + promise());
  }

  /** Whether {@code Σ bounds ≤ budget}. */
  private String promise() {
    if (!picture.over().isEmpty()) {
      return "OverBudget by %s: running pods are kept; nothing new starts until the use has fallen."
          .formatted(picture.over());
    }
    var beyond =
        picture.bounds().only(picture.budget().keys()).minus(picture.budget()).withoutZeros();
    return beyond.isEmpty()
        ? "What is handed out to the namespaces is within the budget for every key."
        : "Handed out beyond the budget by %s: the operator takes it back; check that it runs."
            .formatted(beyond);
  }

  private void namespaces() {
    heading("Namespaces");
    if (picture.quotas().isEmpty()) {
      lines.add("  none has a quota yet; see kubectl get dt " + picture.department());
      return;
    }
    var table =
        new Table(
            new Column("NAMESPACE", Side.LEFT),
            new Column("KEY", Side.LEFT),
            new Column("USED", Side.RIGHT),
            new Column("HARD", Side.RIGHT),
            new Column("BOUND", Side.RIGHT),
            new Column("HEADROOM", Side.RIGHT));
    picture.namespaces(only).forEach(namespace -> rows(namespace, table));
    table(table);
    picture.namespaces(only).stream()
        .filter(namespace -> !quota(namespace).isAcknowledged())
        .map(
            "  %s: the quota as set is not in force yet; the control plane counts its use"
                ::formatted)
        .forEach(lines::add);
  }

  private NativeQuota quota(String namespace) {
    return requireNonNull(picture.quotas().get(namespace));
  }

  private void rows(String namespace, Table table) {
    var quota = quota(namespace);
    var name = namespace;
    for (var key : new TreeSet<>(quota.bounds().keys())) {
      var hard = quota.hard().orZero(key);
      if (quota.bound(key) > 0) {
        table.row(
            name,
            key.name(),
            Amounts.text(key, quota.used().orZero(key)),
            Amounts.text(key, hard),
            Amounts.text(key, quota.bound(key)),
            Amounts.text(key, Math.max(0, hard - quota.used().orZero(key))));
        name = "";
      }
    }
    if (name.equals(namespace)) {
      table.row(namespace, "everything", "0", "0", "0", "0");
    }
  }

  private void todo() {
    heading("At a limit");
    if (picture.grants().isPresent() && picture.budget().isEmpty()) {
      lines.add("  everybody: without a grant in force no pod can start");
      return;
    }
    var limits = new ArrayList<>(limits(picture));
    picture.byPriority().values().forEach(ofPods -> limits.addAll(limits(ofPods)));
    if (limits.isEmpty()) {
      lines.add("  nobody: every namespace has more than a tenth of each of its amounts left");
    }
    for (var limit : limits) {
      lines.add("  " + sentence(limit));
      lines.add("    " + limit.todo());
    }
  }

  private List<Limit> limits(DepartmentPicture of) {
    return of.namespaces(only).stream().flatMap(name -> Limit.of(of, name).stream()).toList();
  }

  private static String sentence(Limit limit) {
    return "%s is %s its limit of %s%s, %s of %s:"
        .formatted(
            limit.namespace(),
            limit.isFull() ? "at" : "near",
            limit.key(),
            limit.priorityClass().isEmpty() ? "" : OF_PODS + limit.priorityClass(),
            Amounts.text(limit.key(), limit.used()),
            Amounts.text(limit.key(), limit.hard()));
  }

  /** From the views, which are written at most every 30 s. */
  private void waiting() {
    heading("Who waits for quota");
    var namespaces = picture.namespaces(only);
    var before = lines.size();
    for (var namespace : namespaces) {
      for (var waiting : picture.waiting(namespace)) {
        lines.add("  %s: %s %s".formatted(namespace, waiting.what(), lackOf(waiting)));
        lines.add("    " + waiting.message());
      }
      var more = picture.waitingBesides(namespace);
      if (more > 0) {
        lines.add("  %s: %d more".formatted(namespace, more));
      }
    }
    var untold = namespaces.stream().filter(name -> !picture.views().containsKey(name)).toList();
    if (!untold.isEmpty()) {
      lines.add("  not known, for want of a DepartmentView that you may read, in:");
      lines.add("    " + String.join(", ", untold));
    } else if (lines.size() == before) {
      lines.add("  nobody, by the DepartmentViews, which are up to 30 s old");
    }
  }

  private static String lackOf(Waiting waiting) {
    return "lacks %s pods of %s each, since %s"
        .formatted(waiting.pods(), Amounts.parse(waiting.each()), waiting.since());
  }

  private void leader() {
    heading("Leader");
    var others = picture.marksOfOthers();
    if (picture.leader() == 0) {
      lines.add("  no leader has marked the quotas; none was raised since they were created");
    } else if (others.isEmpty()) {
      lines.add(
          "  number %d stands on every quota (%d)"
              .formatted(picture.leader(), picture.quotas().size()));
    } else {
      lines.add(
          "  the newest has number %d; it has not marked: %s"
              .formatted(picture.leader(), marks(others)));
    }
  }

  private static String marks(Map<String, Long> marks) {
    return marks.entrySet().stream()
        .map(m -> m.getKey() + (m.getValue() == 0 ? " (no mark)" : " (" + m.getValue() + ")"))
        .collect(Collectors.joining(", "));
  }
}
