package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuotaStatus.Summary;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UseSummaryTest {

  @Test
  void showsUseOfTheBudgetInShort() {
    var budget = amounts("requests.cpu=40,requests.memory=160Gi,requests.storage=2Ti,pods=200");
    var used = amounts("requests.cpu=12,requests.memory=30Gi,requests.storage=512Gi,pods=57");

    assertThat(UseSummary.of(budget, used).summary())
        .isEqualTo(new Summary("12/40", "30/160Gi", "0.5/2Ti", "57/200"));
  }

  @Test
  void roundsUseUpAndTheBudgetDown() {
    var budget = amounts("requests.cpu=1999m,requests.memory=1025Mi");
    var used = amounts("requests.cpu=1991m,requests.memory=1");

    assertThat(UseSummary.of(budget, used).summary())
        .isEqualTo(new Summary("2/1.99", "0.01/1Gi", null, null));
  }

  @Test
  void showsUseBeyondTheBudgetAndNoHeadroom() {
    var summary =
        UseSummary.of(amounts("requests.cpu=40,pods=0"), amounts("requests.cpu=45,pods=1"));

    assertThat(summary.summary()).isEqualTo(new Summary("45/40", null, null, "1/0"));
    assertThat(summary.headroom()).isEqualTo(amounts("requests.cpu=0,pods=0"));
  }

  @Test
  void headroomIsWhatIsLeftOfEveryKeyOfTheBudget() {
    var summary = UseSummary.of(amounts("services=9,pods=200"), amounts("pods=57,configmaps=3"));

    assertThat(summary.used()).isEqualTo(amounts("services=0,pods=57"));
    assertThat(summary.headroom()).isEqualTo(amounts("services=9,pods=143"));
  }

  @Test
  void aGrantShowsTheFiguresOfItsOwnKeys() {
    var summary = UseSummary.of(amounts("services=9,pods=200"), amounts("pods=57"));

    var ofGrant = summary.only(Set.of(QuotaKey.PODS));

    assertThat(ofGrant.used()).isEqualTo(amounts("pods=57"));
    assertThat(ofGrant.headroom()).isEqualTo(amounts("pods=143"));
    assertThat(ofGrant.summary()).isEqualTo(summary.summary());
  }

  @Test
  void theLargestAmountsAreShort() {
    var most =
        Amounts.of(
            Map.of(new QuotaKey("requests.memory"), Long.MAX_VALUE, QuotaKey.PODS, Long.MAX_VALUE));

    var summary = UseSummary.of(most, most).summary();

    assertThat(summary.memory()).isEqualTo("8/7.99Ei");
    assertThat(summary.pods()).hasSizeLessThanOrEqualTo(48);
  }

  private static Amounts amounts(String text) {
    var quantities = new TreeMap<String, Quantity>();
    for (var part : text.split(",")) {
      var pair = part.split("=");
      quantities.put(pair[0], new Quantity(pair[1]));
    }
    return Amounts.parse(quantities);
  }
}
