package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentQuota;
import dev.cityhall.api.DepartmentViewStatus;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import dev.cityhall.report.DepartmentPicture;
import dev.cityhall.report.GrantPicture;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is told of a department, to the letter. Written with {@code -Dcityhall.golden.write=true}.
 */
class QuotaTextTest {

  private static final Path GOLDEN = Path.of("src", "test", "resources", "explain");

  private static final String EVEN =
      """
      metadata: {name: tax-2026, generation: 2}
      spec:
        department: tax
        hard: {pods: 10, requests.cpu: "4", requests.memory: 8Gi}
        distribution:
          shares:
          - {system: vat, environment: prod, ceiling: {pods: 3}}
      status:
        granted: {pods: 10, requests.cpu: "4", requests.memory: 8Gi}
        conditions:
        - {type: Granted, status: "True", reason: Granted, observedGeneration: 2, lastTransitionTime: "",
           message: "in force: pods=10, requests.cpu=4, requests.memory=8Gi"}
      """;

  private static final String WAITING =
      """
      metadata: {name: tax-season, generation: 3}
      spec:
        department: tax
        hard: {pods: 50}
        validUntil: 2026-06-30T00:00:00+08:00
        distribution: {mode: Elastic}
      status:
        conditions:
        - {type: Granted, status: "False", reason: PoolExhausted, observedGeneration: 2, lastTransitionTime: "",
           message: "the city's pool has no room for this grant: asked pods=50, short by pods=3"}
      """;

  private static final String ELASTIC =
      """
      metadata: {name: tax-2026, generation: 1}
      spec:
        department: tax
        hard: {pods: 10}
        distribution: {mode: Elastic}
      status:
        granted: {pods: 10}
        conditions:
        - {type: Granted, status: "True", reason: Granted, observedGeneration: 1, lastTransitionTime: "", message: "in force: pods=10"}
      """;

  private static final String BATCH =
      """
      metadata: {name: tax-batch, generation: 1}
      spec:
        department: tax
        priorityClassName: batch-low
        hard: {pods: 3}
      status:
        granted: {pods: 3}
        conditions:
        - {type: Granted, status: "True", reason: Granted, observedGeneration: 1, lastTransitionTime: "",
           message: "in force for pods of PriorityClass batch-low: pods=3"}
      """;

  private static final String VIEW =
      """
      waitingCount: 3
      waiting:
      - what: ReplicaSet web-7d9c
        pods: 2
        each: {pods: 1, requests.cpu: 250m}
        since: "2026-11-23T08:00:00Z"
        message: it waits for pods; ask the platform for a grant
      """;

  private static final String UNSEEN =
      """
      metadata: {name: tax-new, generation: 1}
      spec: {department: tax, hard: {pods: 10}}
      """;

  /**
   * A case.
   *
   * @param quotas by namespace: hard, enforced, used and the leader's mark
   * @param apart the same for pods of PriorityClass batch-low
   */
  record Case(
      String name,
      Optional<List<String>> grants,
      Map<String, NativeQuota> quotas,
      Optional<String> only,
      Map<String, DepartmentViewStatus> views,
      Map<String, NativeQuota> apart) {

    Case(
        String name,
        Optional<List<String>> grants,
        Map<String, NativeQuota> quotas,
        Optional<String> only) {
      this(name, grants, quotas, only, Map.of("tax-vat-test", view("{}")));
    }

    Case(
        String name,
        Optional<List<String>> grants,
        Map<String, NativeQuota> quotas,
        Optional<String> only,
        Map<String, DepartmentViewStatus> views) {
      this(name, grants, quotas, only, views, Map.of());
    }

    DepartmentPicture picture() {
      return new DepartmentPicture(
          "tax",
          "",
          "税务局",
          grants.map(texts -> texts.stream().map(QuotaTextTest::grant).toList()),
          new TreeMap<>(quotas),
          apart.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of("batch-low", pictureApart())),
          views);
    }

    private DepartmentPicture pictureApart() {
      return new DepartmentPicture(
          "tax",
          "batch-low",
          "税务局",
          Optional.of(List.of(grant(BATCH))),
          new TreeMap<>(apart),
          new TreeMap<>(),
          Map.of());
    }

    String actual() {
      return String.join("\n", QuotaText.of(picture(), only)) + "\n";
    }

    Path file() {
      return GOLDEN.resolve(name + ".txt");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("at-its-ceiling", Optional.of(List.of(EVEN, WAITING)), even(), Optional.empty()),
        new Case("one-namespace", Optional.of(List.of(EVEN)), even(), Optional.of("tax-vat-test")),
        new Case(
            "all-used",
            Optional.of(List.of(ELASTIC)),
            Map.of("tax-a-prod", pods(6, 6, 6, 4), "tax-b-prod", pods(4, 4, 4, 4)),
            Optional.empty()),
        new Case(
            "somebody-waits",
            Optional.of(List.of(ELASTIC)),
            Map.of("tax-a-prod", pods(6, 6, 6, 4), "tax-b-prod", pods(4, 4, 4, 4)),
            Optional.empty(),
            Map.of("tax-a-prod", view("{}"), "tax-b-prod", view(VIEW))),
        new Case(
            "over-budget",
            Optional.of(List.of(ELASTIC)),
            Map.of("tax-a-prod", pods(9, 9, 9, 4), "tax-b-prod", pods(4, 4, 4, 4)),
            Optional.empty()),
        new Case(
            "elastic-with-room-elsewhere",
            Optional.of(List.of(ELASTIC)),
            Map.of("tax-a-prod", pods(4, 4, 4, 5), "tax-b-prod", pods(4, 6, 0, 4)),
            Optional.empty()),
        new Case(
            "a-priority-class-apart",
            Optional.of(List.of(ELASTIC)),
            Map.of("tax-a-prod", pods(6, 6, 4, 4), "tax-b-prod", pods(4, 4, 2, 4)),
            Optional.empty(),
            Map.of(),
            Map.of("tax-a-prod", pods(2, 2, 2, 4), "tax-b-prod", pods(1, 1, 0, 4))),
        new Case(
            "no-grant", Optional.of(List.of()), Map.of("tax", pods(0, 0, 0, 0)), Optional.empty()),
        new Case("not-looked-at", Optional.of(List.of(UNSEEN)), Map.of(), Optional.empty()),
        new Case(
            "without-rights-to-grants",
            Optional.empty(),
            Map.of("tax-a-prod", pods(6, 6, 6, 5)),
            Optional.of("tax-a-prod")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isToldToTheLetter(Case told) throws IOException {
    if (Boolean.getBoolean("cityhall.golden.write")) {
      Files.writeString(told.file(), told.actual());
    }

    assertThat(told.actual())
        .as("%s; if meant: -Dcityhall.golden.write=true", told.file())
        .isEqualTo(Files.readString(told.file()));
  }

  @Test
  void everyGoldenFileIsOfACase() throws IOException {
    var used = new TreeSet<>(cases().map(Case::file).toList());
    used.add(GOLDEN.resolve("at-its-ceiling.json"));
    try (var files = Files.list(GOLDEN)) {
      assertThat(new TreeSet<>(files.toList())).isEqualTo(used);
    }
  }

  @Test
  void programsAreToldTheSame() throws IOException {
    var file = GOLDEN.resolve("at-its-ceiling.json");
    var actual = QuotaJson.of(cases().findFirst().orElseThrow().picture(), Optional.empty()) + "\n";
    if (Boolean.getBoolean("cityhall.golden.write")) {
      Files.writeString(file, actual);
    }

    assertThat(actual).isEqualTo(Files.readString(file));
  }

  private static Map<String, NativeQuota> even() {
    return Map.of(
        "tax", quota(0, "0", "0", 0, "0", "0"),
        "tax-vat-prod", quota(3, "1500m", "3Gi", 3, "300m", "2900Mi"),
        "tax-vat-test", quota(7, "2500m", "5Gi", 2, "2500m", "384Mi"));
  }

  private static NativeQuota quota(
      int pods, String cpu, String memory, int usedPods, String usedCpu, String usedMemory) {
    var hard = amounts(pods, cpu, memory);
    return new NativeQuota(hard, hard, amounts(usedPods, usedCpu, usedMemory), 7);
  }

  private static Amounts amounts(int pods, String cpu, String memory) {
    return Amounts.parseTexts(
        Map.of("pods", "" + pods, "requests.cpu", cpu, "requests.memory", memory));
  }

  private static NativeQuota pods(int hard, int enforced, int used, long epoch) {
    return new NativeQuota(count(hard), count(enforced), count(used), epoch);
  }

  private static Amounts count(int pods) {
    return Amounts.parseTexts(Map.of("pods", "" + pods));
  }

  private static DepartmentViewStatus view(String yaml) {
    return Serialization.unmarshal(yaml, DepartmentViewStatus.class);
  }

  private static GrantPicture grant(String yaml) {
    return GrantPicture.of(Serialization.unmarshal(yaml, DepartmentQuota.class));
  }

  @Test
  void aNamespaceOfAnotherDepartmentsNameHasNoShareHere() {
    var texts =
        new ArrayList<>(
            QuotaText.of(
                new Case(
                        "x",
                        Optional.of(List.of(EVEN)),
                        Map.of("taxi-vat-prod", pods(3, 3, 3, 1)),
                        Optional.empty())
                    .picture(),
                Optional.empty()));

    assertThat(String.join("\n", texts)).doesNotContain("ceiling of this namespace");
  }
}
