package dev.cityhall.quota.model;

/** What can happen; the text tells it to a reader, with the leader, namespace and amount put in. */
enum Step {
  CREATE("{ns}: a pod is charged and stored"),
  CHARGE("{ns}: admission charges a pod"),
  STORE("{ns}: a charged pod is stored"),
  FAIL("{ns}: a charged create fails"),
  DELETE("{ns}: a pod is deleted"),

  MANAGER_SEES("{ns}: the controller-manager's cache sees the next pod event"),
  MANAGER_COUNTS("{ns}: the controller-manager writes used = {n}, and status.hard"),

  RECOUNT_SEES_POD("{ns}: the own recount sees the next pod event"),
  RECOUNT_SEES_QUOTA("{ns}: the own recount sees the quota"),
  RECOUNT_DROPS("{ns}: the own recount drops old charges, {n} left"),
  RECOUNT_OPENS("{ns}: the own recount opens its watches anew"),
  RECOUNT_WRITES("{ns}: the own recount writes used = {n}"),

  START("leader {leader} starts"),
  LIST("leader {leader} lists all quotas"),
  READ("leader {leader} reads {ns}"),
  SEND_STAMP("leader {leader} sends its epoch to {ns}"),
  SEND_SHRINK("leader {leader} sends {ns} spec.hard = {n}, within its bound"),
  SEND_RAISE("leader {leader} sends {ns} spec.hard = {n}, a raise"),
  SEND_CREATE("leader {leader} sends {ns} a new quota of {n}"),
  LAND("the write of leader {leader} to {ns} arrives"),
  ACKNOWLEDGE("leader {leader} acknowledges {ns}: status.hard = {n}");

  private final String text;

  Step(String text) {
    this.text = text;
  }

  String tell(int leader, int ns, int amount) {
    return text.replace("{leader}", "" + (leader + 1))
        .replace("{ns}", name(ns))
        .replace("{n}", "" + amount);
  }

  /** Namespaces are called a, b, c. */
  static String name(int ns) {
    return Character.toString('a' + ns);
  }
}
