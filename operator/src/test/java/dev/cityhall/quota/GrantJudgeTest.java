package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.Condition;
import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentQuotaSpec;
import dev.cityhall.api.DepartmentQuotaSpec.Distribution;
import dev.cityhall.api.DepartmentQuotaSpec.Mode;
import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.condition.Reason;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.GrantJudge.Asked;
import dev.cityhall.quota.PoolPlan.Decision;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrantJudgeTest {

  private static final Instant FROM = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-09-01T00:00:00Z");
  private static final Amounts TEN_PODS = Amounts.of(QuotaKey.PODS, 10);
  private static final Asked ASKED = new Asked(TEN_PODS, Reason.GRANTED, Optional.empty());
  private static final Decision SERVED = new Decision(TEN_PODS, Amounts.NONE);

  @Test
  void countsFromTheFirstInstantOfItsValidity() {
    assertThat(asked("2026-06-01T08:00:00+08:00", null, FROM.minusNanos(1)))
        .isEqualTo(new Asked(Amounts.NONE, Reason.NOT_YET_VALID, Optional.of(FROM)));
    assertThat(asked("2026-06-01T08:00:00+08:00", null, FROM)).isEqualTo(ASKED);
  }

  @Test
  void countsUpToTheLastInstantBeforeItsEnd() {
    assertThat(asked(null, "2026-09-01T08:00:00+08:00", UNTIL.minusNanos(1)))
        .isEqualTo(new Asked(TEN_PODS, Reason.GRANTED, Optional.of(UNTIL)));
    assertThat(asked(null, "2026-09-01T08:00:00+08:00", UNTIL))
        .isEqualTo(new Asked(Amounts.NONE, Reason.EXPIRED, Optional.empty()));
  }

  @Test
  void beforeItsBeginningTheNextChangeIsTheBeginningAndThenTheEnd() {
    var from = FROM.toString();
    var until = UNTIL.toString();

    assertThat(asked(from, until, FROM.minusSeconds(1)).changesAt()).contains(FROM);
    assertThat(asked(from, until, FROM).changesAt()).contains(UNTIL);
    assertThat(asked(from, until, UNTIL).changesAt()).isEmpty();
  }

  @Test
  void withoutValidityItCountsForEver() {
    assertThat(asked(null, null, Instant.EPOCH)).isEqualTo(ASKED);
  }

  @Test
  void aGrantThatThePoolCarriesIsReadyAndEchoesItsAmounts() {
    var status = judge(null, ASKED, SERVED, true);

    assertThat(status.observedGeneration()).isEqualTo(4);
    assertThat(status.granted()).isEqualTo(Map.of("pods", new Quantity("10")));
    assertThat(of("Granted", status).message()).isEqualTo("in force: pods=10");
    assertThat(of("Ready", status).reason()).isEqualTo("Granted");
    assertThat(of("Ready", status).status()).isEqualTo("True");
  }

  @Test
  void aGrantThatThePoolCannotCarryWaitsForAPersonAndSaysHowMuchIsMissing() {
    var short3 = new Decision(Amounts.NONE, Amounts.of(QuotaKey.PODS, 3), 2);

    var status = judge(null, ASKED, short3, true);

    assertThat(of("Stalled", status).status()).isEqualTo("True");
    assertThat(of("Ready", status).reason()).isEqualTo("PoolExhausted");
    assertThat(of("Ready", status).message())
        .startsWith(
            "the city's pool has no room for this grant: asked pods=10, short by pods=3; in force"
                + " is nothing; place 2 in the queue, the oldest first.");
    assertThat(status.granted()).isEmpty();
  }

  @Test
  void aRaiseThatDoesNotFitSaysWhatIsStillInForce() {
    var four = new Decision(Amounts.of(QuotaKey.PODS, 4), Amounts.of(QuotaKey.PODS, 3));

    var status = judge(null, ASKED, four, true);

    assertThat(of("Ready", status).message()).contains("in force is pods=4");
    assertThat(status.granted()).containsOnlyKeys("pods");
  }

  @Test
  void aGrantForAnUnknownDepartmentWaitsForIt() {
    var status = judge(null, ASKED, new Decision(Amounts.NONE, Amounts.NONE), false);

    assertThat(of("Reconciling", status).status()).isEqualTo("True");
    assertThat(of("Ready", status).reason()).isEqualTo("UnknownDepartment");
    assertThat(of("Ready", status).message()).contains("there is no DepartmentTenant tax");
  }

  @Test
  void aGrantOutsideItsValidityIsReadyBecauseNothingIsToBeDone() {
    var nothing = new Decision(Amounts.NONE, Amounts.NONE);
    var expired = new Asked(Amounts.NONE, Reason.EXPIRED, Optional.empty());
    var early = new Asked(Amounts.NONE, Reason.NOT_YET_VALID, Optional.of(FROM));

    assertThat(of("Ready", judge(null, expired, nothing, true)).reason()).isEqualTo("Expired");
    assertThat(of("Ready", judge(null, early, nothing, true)).reason()).isEqualTo("NotYetValid");
    assertThat(of("Ready", judge(null, early, nothing, true)).status()).isEqualTo("True");
  }

  @Test
  void aShareOfAnUnknownSystemIsARemarkAndTheGrantCountsAllTheSame() {
    var quota = new DepartmentQuota();
    var share = new DepartmentQuotaSpec.Share("vatt", null, 1, Map.of(), Map.of());
    var distribution = new Distribution(Mode.EVEN, List.of(share), Map.of(), List.of());
    quota.setSpec(
        new DepartmentQuotaSpec(
            "tax", Map.of("pods", new Quantity("10")), null, null, distribution));
    quota.getMetadata().setGeneration(4L);
    var systems = new TreeMap<>(Map.of("vat", List.of("prod")));

    var status = GrantJudge.status(null, quota, ASKED, SERVED, Optional.of(systems), FROM);

    assertThat(of("DistributionFits", status).status()).isEqualTo("False");
    assertThat(of("DistributionFits", status).reason()).isEqualTo("UnknownSystem");
    assertThat(of("Ready", status).status()).isEqualTo("True");
    assertThat(of("Stalled", status).status()).isEqualTo("False");
    assertThat(of("Ready", status).message())
        .startsWith("in force: pods=10; but without effect, because department tax has no such");
    assertThat(GrantJudge.status(status, quota, ASKED, SERVED, Optional.of(systems), UNTIL))
        .isEqualTo(status);
  }

  @Test
  void theSameJudgementLaterIsAnEqualStatus() {
    var before = judge(null, ASKED, SERVED, true);

    assertThat(judge(before, ASKED, SERVED, true)).isEqualTo(before);
  }

  private static Asked asked(@Nullable String from, @Nullable String until, Instant now) {
    return Asked.of(spec(from, until), now);
  }

  private static DepartmentQuotaSpec spec(@Nullable String from, @Nullable String until) {
    return new DepartmentQuotaSpec("tax", Map.of("pods", new Quantity("10")), from, until, null);
  }

  private static DepartmentQuotaStatus judge(
      @Nullable DepartmentQuotaStatus before,
      Asked asked,
      Decision decision,
      boolean departmentIsKnown) {
    var quota = new DepartmentQuota();
    quota.setSpec(spec(null, null));
    quota.getMetadata().setGeneration(4L);
    var now = before == null ? FROM : UNTIL;
    var systems =
        departmentIsKnown
            ? Optional.<SortedMap<String, List<String>>>of(new TreeMap<>())
            : Optional.<SortedMap<String, List<String>>>empty();
    return GrantJudge.status(before, quota, asked, decision, systems, now);
  }

  private static Condition of(String type, DepartmentQuotaStatus status) {
    return status.conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
