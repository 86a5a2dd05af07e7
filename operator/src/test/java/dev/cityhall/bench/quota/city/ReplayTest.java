package dev.cityhall.bench.quota.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How well a day's changing needs fit into the budgets, as far as the allocator decides it. */
class ReplayTest {

  /** In milliseconds; a quota takes effect as fast as on two cores that are fairly busy. */
  private static final Replay.Delays BUSY = new Replay.Delays(150, 250, 100, 500, 300, 400);

  private static final List<App> CITY = Roster.read(52);
  private static final double HOURS_PER_MINUTE = 2;

  @Test
  void inADayFewerThanOnePodInAThousandIsFalselyRefused() {
    var day = Total.of(DayPlan.of(CITY, 1, 75, HOURS_PER_MINUTE));

    assertThat(day.falselyRefusedPercent()).isLessThan(0.1);
    assertThat(day.strandedPercent()).isLessThan(15);
    assertThat(day.writesPerPod()).isLessThan(2.7);
  }

  /** What is left of a small department's budget then is less than the reserve for a roll-out. */
  @Test
  void inADayThatFillsTheBudgetsNothingButTheReserveIsInTheWay() {
    var day = Total.of(DayPlan.of(CITY, 1, 95, HOURS_PER_MINUTE));

    assertThat(day.falselyRefusedPercent()).isLessThan(1);
    assertThat(day.falselyRefusedBesideReservePercent()).isLessThan(0.1);
    assertThat(day.strandedPercent()).isLessThan(15);
    assertThat(day.writesPerPod()).isLessThan(3.5);
  }

  @Test
  void whereMoreIsWantedThanThereIsRoomGoesToAndFroLittle() {
    var churn = Total.of(ChurnPlan.of(CITY, 1, 300, 60));

    assertThat(churn.writesPerPod()).isLessThan(3.2);
    assertThat(churn.falselyRefusedBesideReservePercent()).isLessThan(0.5);
  }

  @Test
  void theSameSeedGivesTheSameDay() {
    var plan = DayPlan.of(Roster.read(3), 1, 95, HOURS_PER_MINUTE);

    assertThat(Total.of(plan)).isEqualTo(Total.of(plan));
  }

  /** Percentages are of the pods wanted, stranded room is of the budget over all the time. */
  private record Total(
      double falselyRefusedPercent,
      double falselyRefusedBesideReservePercent,
      double strandedPercent,
      double writesPerPod) {

    static Total of(Plan plan) {
      var all = new ArrayList<Replay.Outcome>();
      for (var department : plan.byDepartment().keySet()) {
        all.add(Replay.of(plan, department, BUSY, 7));
      }
      double wanted = all.stream().mapToLong(one -> one.sums().wanted).sum();
      return new Total(
          100 * all.stream().mapToLong(one -> one.sums().falselyRefused).sum() / wanted,
          100
              * all.stream().mapToLong(one -> one.sums().falselyRefusedBesideReserve).sum()
              / wanted,
          100
              * all.stream().mapToDouble(one -> one.sums().strandedNanos).sum()
              / all.stream().mapToLong(one -> one.sums().nanos).sum(),
          all.stream().mapToLong(Replay.Outcome::writes).sum() / wanted);
    }
  }
}
