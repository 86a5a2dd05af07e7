package dev.cityhall.tenant;

import dev.cityhall.api.DepartmentTenantSpec.Role;
import java.util.Locale;

/** Names of everything that a department gets; stable, so that it is found again by name. */
public final class Names {

  public static final String LIMITS = "cityhall";
  public static final String WALL = "cityhall-wall";
  public static final String ACCOUNT = "default";
  public static final String OPERATOR_BINDING = "cityhall-operator";
  public static final String OFFBOARDING_BINDING = "cityhall-operator-offboarding";
  public static final String OPERATOR_ROLE = "cityhall-operator-in-tenant";
  public static final String OFFBOARDING_ROLE = "cityhall-operator-offboarding";

  /** The department's own namespace, {@code finance}. */
  public static String home(String department) {
    return department;
  }

  /**
   * The namespace of an environment, {@code finance-tax-prod}. Neither departments nor environments
   * have hyphens in their names, so no two of them share one.
   */
  public static String namespace(String department, String system, String environment) {
    return department + "-" + system + "-" + environment;
  }

  /** The binding of a role's members, {@code cityhall-owner}. */
  public static String binding(Role role) {
    return "cityhall-" + word(role);
  }

  /** The chart's ClusterRole for a role, {@code cityhall-tenant-owner}. */
  public static String clusterRole(Role role) {
    return "cityhall-tenant-" + word(role);
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private Names() {}
}
