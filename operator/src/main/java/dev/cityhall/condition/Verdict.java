package dev.cityhall.condition;

/**
 * A judgement of one condition.
 *
 * @param type the condition's type, such as {@code NamespacesReady}
 * @param holds whether it is {@code True}
 * @param reason stable word, documented in docs/reference/reasons.md
 * @param message for people: who, what, limit, use, request, what to do; without times
 */
public record Verdict(String type, boolean holds, Reason reason, String message) {

  private static final int LONGEST_MESSAGE = 4096;

  public Verdict {
    message =
        message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }

  public static Verdict holds(String type, Reason reason, String message) {
    return new Verdict(type, true, reason, message);
  }

  public static Verdict fails(String type, Reason reason, String message) {
    return new Verdict(type, false, reason, message);
  }
}
