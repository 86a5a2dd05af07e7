package dev.cityhall.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.cluster.Ref;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.quota.WaitingWorkload;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewPlanTest {

  @Test
  void showsTheNamespaceAndTheWhole() {
    var content =
        plan("pods=10 requests.cpu=4", "pods=7 requests.cpu=1", "pods=6", "pods=4").content();

    assertThat(content.summary().pods()).isEqualTo("4/6");
    assertThat(content.summary().cpu()).isNull();
    assertThat(content.headroom().get("pods").toString()).isEqualTo("2");
    assertThat(content.budgetUse()).isEqualTo("cpu 1/4, pods 7/10");
    assertThat(content.budgetHeadroom().get("requests.cpu").toString()).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pods=10 | pods=7  | pods=6 | pods=5 | there is room",
        "pods=10 | pods=7  | pods=6 | pods=6 | of pods the department has room elsewhere",
        "pods=10 | pods=10 | pods=6 | pods=6 | of pods the whole budget is used",
        "pods=10 | pods=12 | pods=6 | pods=6 | the department uses more than its budget of pods",
        "pods=0  | pods=0  | pods=0 | pods=0 | department tax has no grant in force",
        "pods=10 | pods=7  | pods=0 | pods=0 | there is room"
      })
  void saysHowItStandsAndWhatToDo(
      String budget, String departmentUsed, String hard, String used, String message) {
    assertThat(plan(budget, departmentUsed, hard, used).content().message()).contains(message);
  }

  @ParameterizedTest(name = "{0} of 1000 used here, {1} of 10000 in the department: {2}")
  @CsvSource({
    "500, 5000, false",
    "509, 5009, false",
    "510, 5010, true",
    "500, 5100, true",
    "1000, 5500, true"
  })
  void isNewsWhenPeopleWouldSeeADifference(int used, int departmentUsed, boolean isNews) {
    var before = plan("pods=10000", "pods=5000", "pods=1000", "pods=500").content();
    var now = plan("pods=10000", "pods=" + departmentUsed, "pods=1000", "pods=" + used);

    assertThat(now.isNewsAfter(before)).isEqualTo(isNews);
  }

  @Test
  void whoWaitsIsNews() {
    var before = plan("pods=10", "pods=7", "pods=6", "pods=4");
    var waits =
        new ViewPlan(
            "tax",
            "税务局",
            before.budget(),
            before.departmentUsed(),
            before.quota(),
            Optional.empty(),
            waiting(1, "pods=3"));

    assertThat(before.isNewsAfter(before.content())).isFalse();
    assertThat(waits.isNewsAfter(before.content())).isTrue();
    assertThat(waits.isNewsAfter(waits.content())).isFalse();
  }

  @Test
  void saysWhoWaitsForHowMuchSinceWhen() {
    var content = waits("pods=10 requests.cpu=9", "pods=7", 1, "pods=3 requests.cpu=4").content();

    assertThat(content.waitingCount()).isEqualTo(1);
    var waits = content.waiting().get(0);
    assertThat(waits.what()).isEqualTo("ReplicaSet web-0");
    assertThat(waits.pods()).isEqualTo(2);
    assertThat(waits.each()).containsEntry("requests.cpu", new Quantity("4"));
    assertThat(waits.since()).isEqualTo("2026-11-23T08:00:00Z");
    assertThat(content.message())
        .startsWith("ReplicaSet web-0 waits for quota since 2026-11-23T08:00:00Z: it waits for");
  }

  @Test
  void namesTheTenThatWaitLongestAndCountsAll() {
    var plan = waits("pods=10", "pods=7", 12, "pods=3");
    var content = plan.content();

    assertThat(content.waiting()).hasSize(10);
    assertThat(content.waitingCount()).isEqualTo(12);
    assertThat(content.message()).startsWith("ReplicaSet web-0 and 11 others wait for quota");
    assertThat(waits("pods=10", "pods=7", 11, "pods=3").isNewsAfter(content)).isTrue();
  }

  @ParameterizedTest(name = "{0} of which {1} used, one pod {2}, ceiling {3}: {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "pods=10         | pods=12 | pods=3 |         | uses more than its budget of pods: end",
        "pods=2          | pods=2  | pods=3 |         | one pod asks for more than the whole budget"
            + " of the department (pods=2)",
        "pods=10         | pods=4  | pods=3 | pods=6  | the ceiling of this namespace stops it",
        "pods=10         | pods=9  | pods=3 | pods=10 | too little of pods left anywhere",
        "pods=10         | pods=4  | pods=3 | pods=10 | comes here by itself",
        "pods=10         | pods=4  | pods=3 |         | ask the platform to give this namespace"
            + " more of it",
        "pods=10         | pods=4  | pods=2 |         | there is room for the next pod here now",
        "pods=10 gpu=0   | pods=4  | gpu=1  |         | there is room for the next pod here now"
      })
  void tellsEachThatWaitsWhatToDo(
      String budget, String departmentUsed, String each, String ceiling, String message) {
    var plan =
        new ViewPlan(
            "tax",
            "税务局",
            amounts(budget),
            amounts(departmentUsed),
            new NativeQuota(amounts("pods=6"), amounts("pods=6"), amounts("pods=4")),
            Optional.ofNullable(ceiling).map(ViewPlanTest::amounts),
            waiting(1, each));

    assertThat(plan.content().waiting().get(0).message()).contains(message);
    assertThat(plan.content().message()).contains(message);
  }

  private static ViewPlan waits(String budget, String departmentUsed, int count, String each) {
    var quota = new NativeQuota(amounts("pods=6"), amounts("pods=6"), amounts("pods=4"));
    return new ViewPlan(
        "tax",
        "税务局",
        amounts(budget),
        amounts(departmentUsed),
        quota,
        Optional.empty(),
        waiting(count, each));
  }

  private static List<WaitingWorkload> waiting(int count, String each) {
    return IntStream.range(0, count)
        .mapToObj(
            n ->
                new WaitingWorkload(
                    new Ref(ObjectKind.REPLICA_SET, "tax-vat-prod", "web-" + n),
                    "cityhall",
                    2,
                    amounts(each),
                    Instant.parse("2026-11-23T08:00:00Z")))
        .toList();
  }

  private static ViewPlan plan(String budget, String departmentUsed, String hard, String used) {
    var quota = new NativeQuota(amounts(hard), amounts(hard), amounts(used));
    return new ViewPlan(
        "tax", "税务局", amounts(budget), amounts(departmentUsed), quota, Optional.empty(), List.of());
  }

  private static Amounts amounts(String text) {
    var amounts = new HashMap<String, String>();
    for (var pair : text.strip().split(" ")) {
      var parts = pair.split("=");
      amounts.put(parts[0], parts[1]);
    }
    return Amounts.parseTexts(Map.copyOf(amounts));
  }
}
