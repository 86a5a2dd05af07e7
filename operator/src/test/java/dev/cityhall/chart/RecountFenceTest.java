package dev.cityhall.chart;

import static dev.cityhall.chart.CountedQuota.CONTROLLER_MANAGER;
import static dev.cityhall.chart.CountedQuota.OF_A_DEPARTMENT;
import static dev.cityhall.chart.CountedQuota.age;
import static dev.cityhall.chart.CountedQuota.lowered;
import static dev.cityhall.chart.CountedQuota.pods;
import static dev.cityhall.chart.CountedQuota.stamp;
import static dev.cityhall.chart.CountedQuota.using;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.Await;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recount fence, on a real API server, by writes under the identities that it tells apart. */
class RecountFenceTest {

  private static final KubernetesClient ADMIN = BareCluster.admin();

  private static final String RECOUNTER =
      "system:serviceaccount:kube-system:resourcequota-controller";
  private static final String WITHOUT_ACCOUNTS = "system:kube-controller-manager";
  private static final String SOMEBODY = "somebody";
  private static final String FENCE = BareCluster.FENCE;
  private static final Duration CLOSED = Duration.ofSeconds(2);
  private static final int ROUNDS = 10;

  private static final Map<String, Attempts> USERS = new HashMap<>();
  private static CountedQuota fenced;
  private static CountedQuota unlabelled;

  @BeforeAll
  static void prepare() {
    for (var user : new String[] {RECOUNTER, WITHOUT_ACCOUNTS, SOMEBODY, OperatorUnderTest.USER}) {
      USERS.put(user, Attempts.as(user, ADMIN));
    }
    fenced = quota("fenced", OF_A_DEPARTMENT, "cityhall");
    unlabelled = quota("fence-unlabelled", Map.of(), "cityhall");
    awaitAnswer("ValidatingAdmissionPolicy '" + FENCE);
  }

  @AfterAll
  static void cleanUp() {
    USERS.values().forEach(Attempts::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {RECOUNTER, WITHOUT_ACCOUNTS})
  void refusesTheControllerManagerToLowerAUseRightAfterACharge(String user) {
    var message = refusal(user, CONTROLLER_MANAGER, CountedQuota::lowered);

    assertThat(message)
        .contains("'" + FENCE + "'", "2 s of the last charge", "It tries again by itself");
  }

  @Test
  void carriesOutTheSameWriteTwoSecondsAfterTheCharge() {
    var charged = fenced.charge();

    Await.until("the use is lowered", () -> put(RECOUNTER, lowered(charged)).isYes());

    assertThat(pods(fenced.get())).isEqualTo(pods(charged) - 1);
    assertThat(age(charged, fenced.get())).isGreaterThanOrEqualTo(CLOSED);
  }

  /** As the chart ships it: the watch of pods may be late, that of claims hardly matters. */
  @Test
  void holdsPodsBackForAMinuteAndTheRestForTwoSeconds() {
    ADMIN.resource(Chart.policy(FENCE, Map.of())).forceConflicts().serverSideApply();
    try {
      awaitAnswer("within 60 s of the last charge");
      assertYes(put(SOMEBODY, using(fenced.get(), "services", "3")));
      var charged = fenced.charge();

      Await.until(
          "fewer services are written",
          () -> put(RECOUNTER, using(fenced.get(), "services", "2")).isYes());

      assertThat(age(charged, fenced.get())).isLessThan(Duration.ofSeconds(60));
      assertThat(put(RECOUNTER, lowered(fenced.get())).message()).contains("within 60 s");
      assertThat(put(RECOUNTER, using(fenced.get(), "requests.cpu", "0")).isYes()).isFalse();
      assertThat(put(RECOUNTER, using(fenced.get(), "requests.cpu", null)).isYes()).isFalse();
    } finally {
      ADMIN.resource(BareCluster.quickFence()).forceConflicts().serverSideApply();
      awaitAnswer("within 2 s of the last charge");
    }
  }

  @Test
  void letsAnUpwardRecountPassAtOnce() {
    var charged = fenced.charge();

    assertYes(put(RECOUNTER, using(charged, "pods", Long.toString(pods(charged) + 1))));
  }

  /** The operator has seen pods go that this recount still counts. */
  @Test
  void refusesARecountBeyondTheLimitRightAfterTheOperatorsOwn() {
    var message =
        refusal(
            RECOUNTER,
            CONTROLLER_MANAGER,
            quota -> {
              assertYes(put(OperatorUnderTest.USER, lowered(quota)));
              var recounted = fenced.get();
              return using(recounted, "pods", limit(recounted, 1));
            });

    assertThat(message).contains(FENCE);
    Await.until(
        "the use is raised",
        () -> put(RECOUNTER, using(fenced.get(), "pods", limit(fenced.get(), 1))).isYes());
    assertYes(put(SOMEBODY, using(fenced.get(), "pods", "1")));
  }

  @Test
  void letsARecountPassAtOnceThatRaisesAUseUpToTheLimit() {
    var charged = fenced.charge();

    assertYes(put(RECOUNTER, using(charged, "pods", limit(charged, 0))));
    assertYes(put(SOMEBODY, using(fenced.get(), "pods", "1")));
  }

  private static String limit(ResourceQuota quota, long beyond) {
    return Long.toString(
        Long.parseLong(quota.getSpec().getHard().get("pods").getAmount()) + beyond);
  }

  @Test
  void letsAnAcknowledgementPassAtOnceThatLowersNothing() {
    var charged = fenced.charge();
    var acknowledged =
        new ResourceQuotaBuilder(charged).editStatus().addToHard("pods", new Quantity("90"));

    assertYes(put(RECOUNTER, acknowledged.endStatus().build()));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"1800m, 2, true", "2, 1800m, false", "900Mi, 1Gi, true", "1Gi, 900Mi, false"})
  void comparesAmountsByValue(String before, String after, boolean isLet) {
    for (var round = 0; round < ROUNDS; round++) {
      fenced.charge();
      assertYes(put(SOMEBODY, using(fenced.get(), "requests.memory", before)));
      var charged = fenced.charge();
      var answer = put(RECOUNTER, using(charged, "requests.memory", after));
      if (isLet || !answer.isYes()) {
        assertThat(answer.isYes()).as(answer.message()).isEqualTo(isLet);
        return;
      }
      assertThat(age(charged, fenced.get())).isGreaterThanOrEqualTo(CLOSED);
    }
    throw new AssertionError("every write came too late to be refused");
  }

  @Test
  void takesAMissingUseForALowerOne() {
    assertThat(refusal(RECOUNTER, CONTROLLER_MANAGER, quota -> using(quota, "pods", null)))
        .contains(FENCE);
  }

  @Test
  void letsTheUseOfAKeyGoThatIsLimitedNoLonger() {
    var charged = fenced.charge();
    var unlimited =
        new ResourceQuotaBuilder(using(charged, "pods", null)).editStatus().removeFromHard("pods");

    assertYes(put(RECOUNTER, unlimited.endStatus().build()));
    assertThat(stamp(fenced.get(), CONTROLLER_MANAGER))
        .as("a write that only removes leaves no time")
        .isEqualTo(stamp(charged, CONTROLLER_MANAGER));
    assertYes(put(SOMEBODY, withStatusOf(charged, fenced.get())));
  }

  /** A write that takes all fields of the API server's entry takes the time of the charge too. */
  @Test
  void knowsThatThereWasAChargeAfterAnotherWriterTookItsEntry() {
    var message =
        refusal(
            RECOUNTER,
            CONTROLLER_MANAGER,
            quota -> {
              assertYes(put(SOMEBODY, everyUseRaised(quota)));
              var overwritten = fenced.get();
              assertThat(stamp(overwritten, CountedQuota.API_SERVER)).isEmpty();
              return lowered(overwritten);
            });

    assertThat(message).contains(FENCE);
  }

  /** As in k3s, where one program with one name charges and recounts. */
  @Test
  void refusesAlsoWhereChargesAndRecountsHaveOneName() {
    var one =
        refusal(
            RECOUNTER,
            "k3s",
            quota -> {
              assertYes(fenced.put(USERS.get(RECOUNTER), "k3s", everyUseRaised(quota)));
              return lowered(fenced.get());
            });

    assertThat(one).contains(FENCE);
    Await.until(
        "the use is lowered",
        () -> fenced.put(USERS.get(RECOUNTER), "k3s", lowered(fenced.get())).isYes());
  }

  @Test
  void leavesQuotasOfOtherNamespacesAlone() {
    assertYes(
        unlabelled.put(USERS.get(RECOUNTER), CONTROLLER_MANAGER, lowered(unlabelled.charge())));
  }

  @Test
  void holdsForTheQuotasOfSinglePriorityClassesToo() {
    var ofAClass = quota("fence-class", OF_A_DEPARTMENT, "cityhall-priority-low");

    for (var round = 0; round < ROUNDS; round++) {
      var charged = ofAClass.charge();
      var answer = ofAClass.put(USERS.get(RECOUNTER), CONTROLLER_MANAGER, lowered(charged));
      if (!answer.isYes()) {
        assertThat(answer.message()).contains(FENCE);
        return;
      }
      assertThat(age(charged, ofAClass.get())).isGreaterThanOrEqualTo(CLOSED);
    }
    throw new AssertionError("every write came too late to be refused");
  }

  @Test
  void leavesOtherQuotasOfADepartmentsNamespaceAlone() {
    var own = quota("fence-other", OF_A_DEPARTMENT, "own");

    assertYes(own.put(USERS.get(RECOUNTER), CONTROLLER_MANAGER, lowered(own.charge())));
  }

  @ParameterizedTest
  @ValueSource(strings = {OperatorUnderTest.USER, SOMEBODY})
  void holdsNobodyElseBack(String user) {
    assertYes(put(user, lowered(fenced.charge())));
  }

  /**
   * Even an expression that always fails stops recounts of departments' quotas and nothing else.
   */
  @Test
  void aMistakeInTheFenceStopsNoQuotaElsewhereAndNoCharge() {
    var policy = BareCluster.quickFence();
    ADMIN.resource(mistaken(policy)).forceConflicts().serverSideApply();
    try {
      awaitAnswer("no such key: mistake");

      var before = pods(fenced.get());
      assertThat(pods(fenced.charge())).isEqualTo(before + 1);
      assertYes(put(OperatorUnderTest.USER, lowered(fenced.get())));
      assertYes(
          unlabelled.put(USERS.get(RECOUNTER), CONTROLLER_MANAGER, lowered(unlabelled.charge())));
    } finally {
      ADMIN.resource(policy).forceConflicts().serverSideApply();
      awaitAnswer("2 s of the last charge");
    }
  }

  private static ValidatingAdmissionPolicy mistaken(ValidatingAdmissionPolicy policy) {
    return new ValidatingAdmissionPolicyBuilder(policy)
        .editSpec()
        .editFirstValidation()
        .withExpression("dyn(object).status.mistake == 'made'")
        .endValidation()
        .endSpec()
        .build();
  }

  /** Waits until the controller-manager is refused for this reason. */
  private static void awaitAnswer(String why) {
    Await.until(
        "the answer: " + why,
        () -> put(RECOUNTER, lowered(fenced.charge())).message().contains(why));
  }

  /**
   * Charges a pod, and writes right after it what is said; the refusal.
   *
   * <p>Where the machine was so slow that the charge was 2 s old, once more.
   */
  private static String refusal(String user, String program, UnaryOperator<ResourceQuota> write) {
    for (var round = 0; round < ROUNDS; round++) {
      var charged = fenced.charge();
      var answer = fenced.put(USERS.get(user), program, write.apply(charged));
      if (!answer.isYes()) {
        assertThat(answer.code()).as(answer.message()).isEqualTo(403);
        return answer.message();
      }
      assertThat(age(charged, fenced.get())).as("since the charge").isGreaterThanOrEqualTo(CLOSED);
    }
    throw new AssertionError("every write came too late to be refused");
  }

  private static ResourceQuota everyUseRaised(ResourceQuota quota) {
    var status = new ResourceQuotaBuilder(quota).editStatus();
    for (var use : quota.getStatus().getUsed().entrySet()) {
      var more = use.getValue().getNumericalAmount().longValue() + 1;
      status.addToUsed(use.getKey(), new Quantity(Long.toString(more)));
    }
    return status.endStatus().build();
  }

  private static ResourceQuota withStatusOf(ResourceQuota earlier, ResourceQuota quota) {
    return new ResourceQuotaBuilder(quota).withStatus(earlier.getStatus()).build();
  }

  private static Attempts.Answer put(String user, ResourceQuota quota) {
    return fenced.put(USERS.get(user), CONTROLLER_MANAGER, quota);
  }

  private static void assertYes(Attempts.Answer answer) {
    assertThat(answer.isYes()).as(answer.message()).isTrue();
  }

  private static CountedQuota quota(String namespace, Map<String, String> labels, String name) {
    var quota = CountedQuota.create(ADMIN, namespace, labels, name, 500);
    quota.allow(WITHOUT_ACCOUNTS, "cluster-admin");
    quota.allow(SOMEBODY, "cluster-admin");
    quota.allow(OperatorUnderTest.USER, "cityhall-operator-in-tenant");
    return quota;
  }
}
