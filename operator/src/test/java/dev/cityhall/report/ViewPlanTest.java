package dev.cityhall.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentViewStatus.Waiting;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            List.of(new Waiting("ReplicaSet web", "pods=1")));

    assertThat(before.isNewsAfter(before.content())).isFalse();
    assertThat(waits.isNewsAfter(before.content())).isTrue();
  }

  private static ViewPlan plan(String budget, String departmentUsed, String hard, String used) {
    var quota = new NativeQuota(amounts(hard), amounts(hard), amounts(used));
    return new ViewPlan("tax", "税务局", amounts(budget), amounts(departmentUsed), quota, List.of());
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
