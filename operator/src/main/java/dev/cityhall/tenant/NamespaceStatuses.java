package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantStatus.NamespaceStatus;
import dev.cityhall.api.DepartmentTenantStatus.Phase;
import dev.cityhall.condition.Reason;
import org.jspecify.annotations.Nullable;

/** Builds the status of one namespace within the bounds of the schema. */
final class NamespaceStatuses {

  private static final int LONGEST_MESSAGE = 1024;

  static NamespaceStatus of(
      String name,
      @Nullable String uid,
      Phase phase,
      @Nullable Reason reason,
      @Nullable String message) {
    var word = reason == null ? null : reason.toString();
    var text =
        message == null || message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    return new NamespaceStatus(name, uid, phase, word, text);
  }

  private NamespaceStatuses() {}
}
