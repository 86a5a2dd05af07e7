package dev.cityhall.api;

/** CEL rules that several fields share, and what they say to whoever breaks them. */
final class Rules {

  private static final String IS_KEY =
      "k in ['cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory',"
          + " 'requests.storage', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory',"
          + " 'limits.ephemeral-storage', 'pods', 'services', 'replicationcontrollers',"
          + " 'resourcequotas', 'secrets', 'configmaps', 'persistentvolumeclaims',"
          + " 'services.nodeports', 'services.loadbalancers'] ||"
          + " k.matches('^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/"
          + "[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$')";

  /** Every key of the map is one that the native ResourceQuota accepts. */
  static final String KEYS = "self.all(k, " + IS_KEY + ")";

  static final String KEYS_MESSAGE =
      "a key must be one of the native ResourceQuota, such as requests.cpu, pods or"
          + " count/deployments.apps; see kubernetes.io/docs/concepts/policy/resource-quotas";

  /** {@link #KEYS_MESSAGE} with the first key that is meant. */
  static final String KEYS_EXPRESSION =
      "self.filter(k, !(" + IS_KEY + "))[0] + ': " + KEYS_MESSAGE + "'";

  /** No amount is given under both of its names. */
  static final String ONCE =
      "['cpu', 'memory', 'ephemeral-storage'].all(k, !(k in self && 'requests.' + k in self))";

  static final String ONCE_MESSAGE =
      "cpu, memory and ephemeral-storage are other names of requests.cpu, requests.memory and"
          + " requests.ephemeral-storage; give each amount under one name";

  /**
   * No amount is beyond what the native ResourceQuota can count, not even the sum of many: the
   * server refuses more than 9.2P of a count, and {@code long} ends at 9.2E.
   */
  static final String SANE =
      "self.all(k, !isQuantity(string(self[k])) || quantity(string(self[k])).compareTo("
          + "quantity(k.endsWith('memory') || k.endsWith('storage') ? '1E' : '1T')) <= 0)";

  static final String SANE_MESSAGE =
      "an amount is at most 1E of memory or storage and 1T of anything else, which is more than any"
          + " cluster has; correct the number or its unit";

  private static final String IS_WHOLE =
      "k in ['cpu', 'requests.cpu', 'limits.cpu'] || (!k.startsWith('count/') &&"
          + " (k.endsWith('memory') || k.endsWith('storage'))) || !isQuantity(string(self[k])) ||"
          + " quantity(string(self[k])).isInteger() || string(self[k]).matches('^[0-9]+000m$')";

  /** Whatever is counted, is counted in whole numbers. */
  static final String WHOLE = "self.all(k, " + IS_WHOLE + ")";

  static final String WHOLE_MESSAGE =
      "a count is a whole number, for there is no part of a pod, an object or a device; write the"
          + " next larger or smaller one";

  /** {@link #WHOLE_MESSAGE} with the first key that is meant, and what was asked for. */
  static final String WHOLE_EXPRESSION =
      "self.filter(k, !("
          + IS_WHOLE
          + ")).map(k, k + ': ' + string(self[k]) + ' was asked for, but ')[0] + '"
          + WHOLE_MESSAGE
          + "'";

  static final String CODE = "self.matches('^[a-z][a-z0-9]*$')";

  static final String DEPARTMENT_MESSAGE =
      "the code of a department is 1 to 20 lower-case letters and digits, a letter first, no"
          + " hyphen: the name of its DepartmentTenant";

  static final String ENVIRONMENT_MESSAGE =
      "the code of an environment is 1 to 10 lower-case letters and digits, a letter first, no"
          + " hyphen, such as prod or test2";

  static final String SYSTEM = "self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')";

  static final String SYSTEM_MESSAGE =
      "the code of a system is 1 to 30 lower-case letters, digits and hyphens, a letter first and"
          + " no hyphen last, such as tax or tax-filing; put the full name in displayName";

  static final String PRIORITY_CLASS =
      "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";

  static final String PRIORITY_CLASS_MESSAGE =
      "the name of a PriorityClass is 1 to 63 lower-case letters, digits, hyphens and dots, a"
          + " letter or digit first and last, such as batch-low; see kubectl get priorityclasses";

  static final String IS_DOMAIN =
      "d.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$')";

  static final String DOMAIN_MESSAGE =
      "a domain is a host name of two or more parts in lower-case letters, digits and hyphens, such"
          + " as finance.jinan.gov.cn, without scheme, port, path or wildcard; a name in Chinese in"
          + " its xn-- form";

  /** RFC 3339 as the API server and Java both read it: no stranger offset, no longer fraction. */
  static final String TIME =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
          + "(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$";

  static final String TIME_OF_DAY = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

  static final String IS_TIME_OF_DAY = "self.matches('" + TIME_OF_DAY + "')";

  static final String TIME_OF_DAY_MESSAGE =
      "a time of day is hours and minutes with two digits each, from 00:00 to 23:59, in quotes,"
          + " such as \"07:30\"";

  static final String END_OF_DAY = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";

  static final String IS_END_OF_DAY = "self.matches('" + END_OF_DAY + "')";

  static final String END_OF_DAY_MESSAGE =
      "an end is hours and minutes with two digits each, from 00:00 to 24:00, in quotes, such as"
          + " \"20:00\"";

  private Rules() {}
}
