package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The ledger beside a server that charges, stores, fails and forgets, over watches that lag. */
class ChargeLedgerLawsTest {

  private static final int STEPS = 2500;
  private static final int AT_ONCE = 4;

  @Property(tries = 250)
  void theUseIsNeverBelowWhatIsStoredAndInFlight(
      @ForAll Random random, @ForAll @IntRange(min = 2, max = 20) int pods) {
    var namespace = new SimulatedNamespace(random, pods);

    for (var step = 0; step < STEPS; step++) {
      act(random, namespace);
      assertThat(namespace.truth().fitsIn(namespace.used()))
          .as("step %d: %s in %s", step, namespace.truth(), namespace.used())
          .isTrue();
    }
  }

  @Property(tries = 60)
  void afterRestAndTimeOutTheUseIsTheTruth(
      @ForAll Random random, @ForAll @IntRange(min = 2, max = 20) int pods) {
    var namespace = new SimulatedNamespace(random, pods);
    for (var step = 0; step < STEPS / 2; step++) {
      act(random, namespace);
    }

    namespace.endAllRequests();
    for (var second = 0; second < 75; second++) {
      namespace.deliverAll();
      namespace.recount();
      namespace.pass(1000);
    }

    assertThat(namespace.used()).isEqualTo(namespace.used().with(namespace.truth()));
    assertThat(namespace.used().orZero(SimulatedNamespace.CLAIMS)).isEqualTo(3);
  }

  @Property(tries = 20)
  void roomComesBackUnderEndlessChurnAlsoAfterARestart(@ForAll Random random) {
    var namespace = new SimulatedNamespace(random, 10);
    var loweredLate = 0;

    for (var round = 0; round < 4000; round++) {
      if (round == 1000) {
        namespace.restart();
      }
      namespace.create();
      namespace.endRequest(true);
      namespace.delete();
      namespace.deliverAll();
      var before = namespace.lowered();
      namespace.recount();
      loweredLate += round > 3000 ? namespace.lowered() - before : 0;
      namespace.pass(100);
    }

    assertThat(loweredLate).isGreaterThan(750);
  }

  @Property(tries = 20)
  void roomComesBackAtOnceAfterARestartAlthoughCreatesFromBeforeMayBeOnTheirWay(
      @ForAll Random random) {
    var namespace = new SimulatedNamespace(random, 10);
    for (var pod = 0; pod < 10; pod++) {
      namespace.create();
      namespace.endRequest(true);
    }
    namespace.deliverAll();
    namespace.restart();
    namespace.recount();

    var before = namespace.truth();
    while (namespace.truth().equals(before)) {
      namespace.delete();
    }
    namespace.deliverAll();
    namespace.recount();

    assertThat(namespace.lowered()).isEqualTo(1);
    assertThat(namespace.used()).isEqualTo(namespace.used().with(namespace.truth()));
  }

  @Property(tries = 20)
  void whatTheControllerManagerCountedTooHighComesBackAtOnce(@ForAll Random random) {
    var namespace = new SimulatedNamespace(random, 10);
    namespace.create();
    namespace.endRequest(true);
    namespace.deliverAll();
    namespace.recount();

    namespace.foreignRaise();
    namespace.deliverAll();
    namespace.recount();

    assertThat(namespace.used()).isEqualTo(namespace.used().with(namespace.truth()));
  }

  private static void act(Random random, SimulatedNamespace namespace) {
    switch (random.nextInt(100) / 5) {
      case 0, 1, 2, 3 -> namespace.create();
      case 4, 5, 6 -> namespace.endRequest(random.nextInt(10) > 0);
      case 7, 8 -> namespace.delete();
      case 9 -> namespace.resize();
      case 10 -> namespace.changeStatus();
      case 11, 12 -> namespace.deliverQuota(random.nextInt(AT_ONCE));
      case 13, 14 -> namespace.deliverPods(random.nextInt(AT_ONCE));
      case 15 -> namespace.deliverAll();
      case 16, 17 -> namespace.recount();
      case 18 -> namespace.pass(random.nextInt(2000));
      default -> actRarely(random, namespace);
    }
  }

  private static void actRarely(Random random, SimulatedNamespace namespace) {
    switch (random.nextInt(14)) {
      case 0 -> namespace.restart();
      case 12 -> namespace.restartPods();
      case 13 -> namespace.restartQuotas();
      case 1 -> namespace.foreignRecount();
      case 4 -> namespace.foreignRaise();
      case 2, 3 -> namespace.pass(random.nextInt(70_000));
      default -> {
        namespace.deliverAll();
        namespace.recount();
      }
    }
  }
}
