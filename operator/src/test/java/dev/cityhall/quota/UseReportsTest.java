package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.api.DepartmentQuotaStatus;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UseReportsTest {

  private static final DepartmentQuotaStatus EMPTY =
      new DepartmentQuotaStatus(1L, List.of(), Map.of(), Map.of(), Map.of(), null);

  @ParameterizedTest(name = "of {0} from {1} to {2}: {3}")
  @CsvSource({
    "1000, 500, 500, false",
    "1000, 500, 509, false",
    "1000, 500, 510, true",
    "1000, 510, 500, true",
    "1000, 999, 1000, true",
    "1000, 1000, 999, true",
    "1000, 1000, 1001, false",
    "1000, 1000, 1010, true",
    "150, 10, 11, false",
    "150, 10, 12, true",
    "4, 0, 1, true",
    "0, 3, 3, false",
    "0, 3, 2, true"
  })
  void isNewsFromAHundredthOfTheBudgetOnAndWhenItBecomesFullOrNotFull(
      long budget, long before, long now, boolean isNews) {
    var told = summary(budget, before).in(EMPTY);

    assertThat(UseReports.isNews(told, summary(budget, now), pods(budget))).isEqualTo(isNews);
  }

  @Test
  void aBudgetThatBecomesLargerIsNews() {
    var told = summary(10, 2).in(EMPTY);

    assertThat(UseReports.isNews(told, summary(12, 2), pods(12))).isTrue();
  }

  @Test
  void theFirstFiguresAreNewsAndNoFiguresAreNone() {
    assertThat(UseReports.isNews(null, summary(10, 0), pods(10))).isTrue();
    assertThat(UseReports.isNews(null, UseSummary.of(Amounts.NONE, pods(3)), Amounts.NONE))
        .isFalse();
  }

  @Test
  void figuresOfOneGrantHaveItsKeysAndTheSummaryOfTheDepartment() {
    var budget = Amounts.of(Map.of(QuotaKey.PODS, 10L, new QuotaKey("requests.cpu"), 2000L));

    var status = UseSummary.of(budget, pods(4)).only(pods(1).keys()).in(EMPTY);

    assertThat(status.used()).containsOnlyKeys("pods");
    assertThat(status.headroom().get("pods").toString()).isEqualTo("6");
    assertThat(status.summary().cpu()).isEqualTo("0/2");
  }

  @Test
  void withoutABudgetThereIsNoSummary() {
    assertThat(UseSummary.of(Amounts.NONE, pods(4)).in(EMPTY).summary()).isNull();
  }

  @ParameterizedTest(name = "{0} since {1}: {2}")
  @CsvSource({
    "False, 2026-01-01T00:00:00Z, true",
    "False, 2026-01-01T00:00:01Z, false",
    "True, 2025-01-01T00:00:00Z, false",
    "False, yesterday, true",
    ", , false"
  })
  void aDepartmentIsLeftInPeaceWhileItIsSetUp(
      @Nullable String reconciling, @Nullable String since, boolean isSettled)
      throws JsonProcessingException {
    var conditions =
        reconciling == null
            ? "[]"
            : "[{\"type\":\"Reconciling\",\"status\":\"%s\",\"lastTransitionTime\":\"%s\"}]"
                .formatted(reconciling, since);

    assertThat(
            Settled.isSince(
                new ObjectMapper().readTree(conditions), Instant.parse("2026-01-01T00:00:00Z")))
        .isEqualTo(isSettled);
  }

  private static UseSummary summary(long budget, long used) {
    return UseSummary.of(pods(budget), pods(used));
  }

  private static Amounts pods(long count) {
    return Amounts.of(QuotaKey.PODS, count);
  }
}
