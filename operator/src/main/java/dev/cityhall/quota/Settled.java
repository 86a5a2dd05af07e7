package dev.cityhall.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.condition.Conditions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Whether a department has been left in peace: what can wait does not compete with setting up. */
public final class Settled {

  /** How long nothing may have been under way in the department. */
  static final Duration PEACE = Duration.ofSeconds(30);

  /** Whether nothing has been under way in the department for {@link #PEACE}. */
  public static boolean isSettled(Mirror mirror, String department, Instant now) {
    return mirror
        .get(new Ref(ObjectKind.DEPARTMENT_TENANT, "", department))
        .filter(tenant -> isSince(tenant.kept().at("/status/conditions"), now.minus(PEACE)))
        .isPresent();
  }

  static boolean isSince(JsonNode conditions, Instant since) {
    for (var condition : conditions) {
      if (condition.path("type").asText().equals(Conditions.RECONCILING)) {
        return condition.path("status").asText().equals("False")
            && !parse(condition.path("lastTransitionTime").asText()).isAfter(since);
      }
    }
    return false;
  }

  /** A time that cannot be read is long ago. */
  private static Instant parse(String time) {
    try {
      return Instant.parse(time);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private Settled() {}
}
