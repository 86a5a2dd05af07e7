package dev.cityhall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.testing.AuditLog.Request;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.Change;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.Departments;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An elastic budget while it is cut, while namespaces come and go, and while nobody tends it. */
class ElasticTroubleTest {

  /** So much that pods which ended, and are counted for a while, fill no namespace. */
  private static final int MUCH = 3_000;

  private static ControlPlane plane;
  private static Departments departments;
  private static OperatorUnderTest operator;

  @BeforeAll
  static void aControlPlaneOfItsOwn() {
    plane = ControlPlane.start("elastic");
    departments = new Departments(plane.admin());
    operator = OperatorUnderTest.start(plane).awaitWorking();
  }

  @AfterAll
  static void end() {
    operator.close();
    plane.close();
  }

  @Test
  void aCutBelowUseKeepsEveryPodAndIsOverBudgetUntilEnoughOfThemEnded() {
    var city = new ElasticCity(plane.admin(), "cut");
    city.grant(8, "");
    city.systems("a b");
    var pods = new ArrayList<String>();
    for (var n = 0; n < 4; n++) {
      pods.add(city.created("cut-a-prod"));
      city.created("cut-b-prod");
    }

    city.grant(5, "");

    awaitOverBudgetBy("cut", 3);
    assertThat(city.pods("cut-a-prod") + city.pods("cut-b-prod")).isEqualTo(8);
    assertThat(city.occupy("cut-a-prod")).contains("exceeded quota");
    for (var left = 2; left >= 1; left--) {
      city.free("cut-a-prod", pods.get(left));
      awaitOverBudgetBy("cut", left);
    }
    city.free("cut-a-prod", pods.get(0));
    departments.awaitReason("cut", "QuotaEnforced", "Ready");
    Await.until("what is there is given out", () -> city.hardOfAll() == 5);
  }

  private static void awaitOverBudgetBy(String department, int pods) {
    departments.await(
        department,
        "is over its budget by " + pods,
        tenant -> {
          var enforced = Departments.condition(tenant, "QuotaEnforced");
          return enforced.reason().equals("OverBudget")
              && enforced.message().contains("by pods=" + pods + ";");
        });
  }

  @Test
  void namespacesThatComeAndOneThatIsStuckLeavingRefuseNothingInTheOthers() {
    var city = new ElasticCity(plane.admin(), "siblings");
    city.grant(MUCH, "");
    city.systems("a b c");
    city.created("siblings-c-prod");
    hold("siblings-c-prod");
    var hammer = new Hammer(city, List.of("siblings-a-prod", "siblings-b-prod"));
    try (var ledger = city.ledger()) {
      plane.admin().namespaces().withName("siblings-c-prod").delete();
      Await.until("pods come and go", () -> hammer.strikes(20), hammer.refusals::toString);
      city.declare("a b c d");
      Await.until(
          "the new namespace has room",
          () -> hammer.strikes(40) && city.hardOrZero("siblings-d-prod") > 0,
          city::hardOfAll);

      assertThat(hammer.refusals).isEmpty();
      assertThat(plane.admin().namespaces().withName("siblings-c-prod").get()).isNotNull();
      ledger.assertNeverMoreThan(MUCH);
    } finally {
      release("siblings-c-prod");
    }
  }

  /** A namespace with this object in it cannot end. */
  private static void hold(String namespace) {
    var kept =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("kept")
            .withFinalizers("test/kept")
            .endMetadata()
            .build();
    plane.admin().resource(kept).inNamespace(namespace).create();
  }

  private static void release(String namespace) {
    Change.withoutFinalizers(plane.admin().configMaps().inNamespace(namespace).withName("kept"));
  }

  /** Creates pods by turns and deletes the oldest; what is refused is noted. */
  private static final class Hammer {

    private static final int AT_A_TIME = 6;

    private final ElasticCity city;
    private final List<String> namespaces;
    private final List<String> refusals = new ArrayList<>();
    private final ArrayDeque<String> pods = new ArrayDeque<>();
    private int strokes;

    Hammer(ElasticCity city, List<String> namespaces) {
      this.city = city;
      this.namespaces = namespaces;
    }

    /** Strikes once more; whether it has done so this often. */
    boolean strikes(int times) {
      var namespace = namespaces.get(strokes % namespaces.size());
      var answer = city.occupy(namespace);
      if (answer.startsWith("created ")) {
        pods.add(namespace + "/" + answer.substring("created ".length()));
      } else {
        refusals.add(answer);
      }
      if (pods.size() > AT_A_TIME) {
        var oldest = pods.remove().split("/", 2);
        city.free(oldest[0], oldest[1]);
      }
      strokes++;
      return strokes >= times;
    }
  }

  @Test
  void whileNobodyTendsItItHoldsAndWhoComesBackGoesOnFromTheCluster() {
    var city = new ElasticCity(plane.admin(), "orphaned");
    city.grant(10, "");
    city.systems("a b");
    try (var ledger = city.ledger()) {
      for (var n = 0; n < 4; n++) {
        city.created("orphaned-a-prod");
      }
      Await.until("it is at rest", () -> city.hardOfAll() == 10);
      operator.kill();
      while (city.occupy("orphaned-a-prod").startsWith("created")) {
        assertThat(city.pods("orphaned-a-prod")).isLessThan(10);
      }
      assertThat(city.occupy("orphaned-a-prod")).contains("exceeded quota: cityhall");
      city.deployment("orphaned-b-prod", 1);
      city.awaitPods("orphaned-b-prod", 1);

      operator = OperatorUnderTest.start(plane).awaitWorking();

      city.scale("orphaned-b-prod", 2);
      city.awaitPods("orphaned-b-prod", 2);
      ledger.assertNeverMoreThan(10);
    }
  }

  @Test
  void afterARestartOnlyThatIsWrittenWhichANewGrantChanges() {
    var city = new ElasticCity(plane.admin(), "quiet");
    city.grant(10, "");
    city.systems("a b");
    city.created("quiet-a-prod");
    Await.until("it is at rest", () -> city.hardOfAll() == 10);
    operator.kill();
    var writes = plane.audit().fromNow();

    operator = OperatorUnderTest.start(plane).awaitWorking();
    city.grant(11, "");
    Await.until("the restarted one is at work", () -> city.hardOfAll() == 11);

    assertThat(writes.writesOfOperator("quiet"))
        .extracting(Request::resource)
        .contains("resourcequotas")
        .isSubsetOf(
            "resourcequotas", "resourcequotas/status", "departmenttenants/status", "events");
  }
}
