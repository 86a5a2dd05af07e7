package dev.cityhall.bench;

import dev.cityhall.testing.AuditLog.Request;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a contender asked of the API server, by the audit log, until the server was quiet again.
 *
 * @param writes that were carried out, other than acknowledgements and leases
 * @param acknowledgements of native quotas, which replace the controller-manager's
 * @param ownStatus writes of status and events of CityHall's own resources; part of {@code writes}
 * @param refused creations, changes and deletions that the server did not carry out
 * @param reads GETs and LISTs
 * @param dryRuns probes, which store nothing
 * @param all each kind of request with its count: verb, resource, code
 */
record Requests(
    int total,
    int writes,
    int acknowledgements,
    int ownStatus,
    int refused,
    int reads,
    int dryRuns,
    Map<String, Integer> all) {

  private static final int FIRST_FAILURE = 300;

  static Requests of(List<Request> requests) {
    var lasting = requests.stream().filter(r -> !isLease(r)).toList();
    var all = new TreeMap<String, Integer>();
    requests.forEach(r -> all.merge(line(r), 1, Integer::sum));
    return new Requests(
        lasting.size(),
        count(lasting, r -> r.isWrite() && !isAcknowledgement(r)),
        count(lasting, r -> r.isWrite() && isAcknowledgement(r)),
        count(lasting, r -> r.isWrite() && isOwnStatus(r)),
        count(lasting, r -> !isRead(r) && !r.dryRun() && r.code() >= FIRST_FAILURE),
        count(lasting, r -> r.verb().equals("get") || r.verb().equals("list")),
        count(lasting, Request::dryRun),
        all);
  }

  private static int count(List<Request> requests, Predicate<Request> predicate) {
    return (int) requests.stream().filter(predicate).count();
  }

  private static boolean isRead(Request request) {
    return List.of("get", "list", "watch").contains(request.verb());
  }

  static boolean isLease(Request request) {
    return request.resource().equals("leases");
  }

  /** A grant's status has the same resource name, but no namespace. */
  static boolean isAcknowledgement(Request request) {
    return request.isAcknowledgement() && !request.namespace().isEmpty();
  }

  private static boolean isOwnStatus(Request request) {
    return request.resource().equals("events")
        || (request.resource().endsWith("/status") && !isAcknowledgement(request));
  }

  private static String line(Request request) {
    var ours = request.resource().startsWith("resourcequotas") && request.namespace().isEmpty();
    return "%s %s%s %d%s"
        .formatted(
            request.verb(),
            request.resource(),
            ours ? " (grants)" : "",
            request.code(),
            request.dryRun() ? " dry run" : "");
  }
}
