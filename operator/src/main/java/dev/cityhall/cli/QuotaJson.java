package dev.cityhall.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.measure.Amounts;
import dev.cityhall.report.DepartmentPicture;
import dev.cityhall.report.GrantPicture;
import dev.cityhall.report.Limit;
import java.util.List;
import java.util.Optional;

/** A department's picture for programs: amounts are Kubernetes quantities by quota key. Pure. */
final class QuotaJson {

  /**
   * The text to print.
   *
   * @param only the one namespace that is asked for
   */
  static String of(DepartmentPicture picture, Optional<String> only) {
    var root = JsonNodeFactory.instance.objectNode();
    root.put("department", picture.department());
    root.put("displayName", picture.displayName());
    if (picture.grants().isPresent()) {
      grants(picture.grants().get(), root);
      put(root, "budget", picture.budget());
      put(root, "headroom", picture.headroom());
      put(root, "overBudget", picture.over());
    }
    put(root, "used", picture.used());
    put(root, "handedOut", picture.bounds());
    namespaces(picture, only, root);
    limits(picture, only, root);
    apart(picture, only, root);
    waiting(picture, only, root);
    var leader = root.putObject("leader").put("epoch", picture.leader());
    var others = leader.putObject("quotasOfOthers");
    picture.marksOfOthers().forEach(others::put);
    return root.toPrettyString();
  }

  /** What is granted for single PriorityClasses, within the budget. */
  private static void apart(DepartmentPicture picture, Optional<String> only, ObjectNode root) {
    var array = root.putArray("priorityClasses");
    picture
        .byPriority()
        .forEach(
            (priorityClass, ofPods) -> {
              var node = array.addObject().put("name", priorityClass);
              if (ofPods.grants().isPresent()) {
                grants(ofPods.grants().get(), node);
                put(node, "budget", ofPods.budget());
                put(node, "headroom", ofPods.headroom());
                put(node, "overBudget", ofPods.over());
              }
              put(node, "used", ofPods.used());
              put(node, "handedOut", ofPods.bounds());
              namespaces(ofPods, only, node);
              limits(ofPods, only, node);
            });
  }

  private static void grants(List<GrantPicture> grants, ObjectNode root) {
    var array = root.putArray("grants");
    for (var grant : grants) {
      var node = array.addObject();
      node.put("name", grant.name());
      node.put("mode", grant.isElastic() ? "Elastic" : "Even");
      put(node, "asked", grant.asked());
      put(node, "inForce", grant.inForce());
      node.put("validFrom", grant.validFrom());
      node.put("validUntil", grant.validUntil());
      node.put("waiting", grant.isWaiting());
      node.put("reason", grant.reason());
      node.put("message", grant.message());
      node.put("current", grant.isJudged());
    }
  }

  private static void namespaces(
      DepartmentPicture picture, Optional<String> only, ObjectNode root) {
    var array = root.putArray("namespaces");
    for (var namespace : picture.namespaces(only)) {
      var quota = requireNonNull(picture.quotas().get(namespace));
      var node = array.addObject();
      node.put("name", namespace);
      put(node, "used", quota.used());
      put(node, "hard", quota.hard());
      put(node, "bound", quota.bounds());
      put(node, "headroom", quota.hard().minus(quota.used()));
      node.put("inForce", quota.isAcknowledged());
      node.put("epoch", quota.epoch());
    }
  }

  private static void limits(DepartmentPicture picture, Optional<String> only, ObjectNode root) {
    var array = root.putArray("atLimit");
    for (var namespace : picture.namespaces(only)) {
      for (var limit : Limit.of(picture, namespace)) {
        array
            .addObject()
            .put("namespace", namespace)
            .put("key", limit.key().name())
            .put("used", Amounts.text(limit.key(), limit.used()))
            .put("hard", Amounts.text(limit.key(), limit.hard()))
            .put("full", limit.isFull())
            .put("todo", limit.todo());
      }
    }
  }

  private static void waiting(DepartmentPicture picture, Optional<String> only, ObjectNode root) {
    var array = root.putArray("waiting");
    for (var namespace : picture.namespaces(only)) {
      for (var waiting : picture.waiting(namespace)) {
        var node = array.addObject();
        node.put("namespace", namespace);
        node.put("what", waiting.what());
        node.put("pods", waiting.pods());
        put(node, "each", Amounts.parse(waiting.each()));
        node.put("since", waiting.since());
        node.put("message", waiting.message());
      }
    }
    var besides = root.putObject("waitingBesides");
    picture.namespaces(only).stream()
        .filter(namespace -> picture.waitingBesides(namespace) > 0)
        .forEach(namespace -> besides.put(namespace, picture.waitingBesides(namespace)));
  }

  private static void put(ObjectNode node, String field, Amounts amounts) {
    var object = node.putObject(field);
    amounts.keys().forEach(key -> object.put(key.name(), Amounts.text(key, amounts.orZero(key))));
  }

  private QuotaJson() {}
}
