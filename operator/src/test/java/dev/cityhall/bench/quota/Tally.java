package dev.cityhall.bench.quota;

import dev.cityhall.bench.machine.Rounded;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the clients were told in one round, or in several. */
final class Tally {

  private static final int SAMPLES_OF_TROUBLE = 10;

  /**
   * A tally for readers; times in milliseconds.
   *
   * @param conflictsPerThousand 409s per thousand admitted creates
   * @param falseRefusals refusals although {@code Σ used + request ≤ budget} held from before the
   *     request was sent until it was answered
   * @param refusedToAdmitted by namespace, from the first refusal to the next admission
   * @param falselyRefusedToAdmitted the same from the first false refusal
   * @param others answers that are neither, by text, the first few
   */
  record Figures(
      double seconds,
      Map<Answer, Long> answers,
      double createdPerSecond,
      double attemptsPerSecond,
      double conflictsPerThousand,
      long falseRefusals,
      long deleted,
      Latencies.Percentiles created,
      Latencies.Percentiles refused,
      Latencies.Percentiles refusedToAdmitted,
      Latencies.Percentiles falselyRefusedToAdmitted,
      Map<String, Integer> others) {

    long admitted() {
      return answers.get(Answer.CREATED);
    }
  }

  private final Map<Answer, LongAdder> answers = new EnumMap<>(Answer.class);
  private final Map<String, Integer> others = new ConcurrentHashMap<>();
  final LongAdder falseRefusals = new LongAdder();
  final LongAdder deleted = new LongAdder();
  final Latencies created = new Latencies();
  final Latencies refused = new Latencies();
  final Latencies refusedToAdmitted = new Latencies();
  final Latencies falselyRefusedToAdmitted = new Latencies();
  private double seconds;

  Tally() {
    for (var answer : Answer.values()) {
      answers.put(answer, new LongAdder());
    }
  }

  void count(Answer answer) {
    answers.get(answer).increment();
  }

  /** Keeps an answer that nobody expects. */
  void other(int code, String body) {
    var text = code + " " + body.substring(0, Math.min(300, body.length()));
    var kind = text.replaceAll("\\d{2,}", "N").replaceAll("\\b[sml]-\\w+", "POD");
    if (others.size() < SAMPLES_OF_TROUBLE || others.containsKey(kind)) {
      others.merge(kind, 1, Integer::sum);
    }
  }

  void lasted(double more) {
    seconds += more;
  }

  void addAll(Tally other) {
    other.answers.forEach((answer, count) -> answers.get(answer).add(count.sum()));
    other.others.forEach((text, count) -> others.merge(text, count, Integer::sum));
    falseRefusals.add(other.falseRefusals.sum());
    deleted.add(other.deleted.sum());
    created.addAll(other.created);
    refused.addAll(other.refused);
    refusedToAdmitted.addAll(other.refusedToAdmitted);
    falselyRefusedToAdmitted.addAll(other.falselyRefusedToAdmitted);
    seconds += other.seconds;
  }

  Figures figures() {
    var counts = new EnumMap<Answer, Long>(Answer.class);
    answers.forEach((answer, count) -> counts.put(answer, count.sum()));
    var admitted = counts.get(Answer.CREATED);
    var attempts = counts.values().stream().mapToLong(Long::longValue).sum();
    return new Figures(
        Rounded.to(1, seconds),
        counts,
        perSecond(admitted),
        perSecond(attempts),
        Rounded.to(2, 1000.0 * counts.get(Answer.CONFLICT) / Math.max(1, admitted)),
        falseRefusals.sum(),
        deleted.sum(),
        created.percentiles(),
        refused.percentiles(),
        refusedToAdmitted.percentiles(),
        falselyRefusedToAdmitted.percentiles(),
        new TreeMap<>(others));
  }

  private double perSecond(long count) {
    return seconds == 0 ? 0 : Rounded.to(1, count / seconds);
  }
}
