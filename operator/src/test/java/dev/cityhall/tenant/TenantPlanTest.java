package dev.cityhall.tenant;

import static dev.cityhall.tenant.Inputs.amounts;
import static dev.cityhall.tenant.Inputs.grant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cityhall.api.DepartmentTenantSpec.DeletionOrder;
import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.Plane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenantPlanTest {

  private static final Inputs TAX =
      Inputs.of(
          """
          displayName: 税务局
          members:
            - {role: Auditor, kind: Group, name: city-auditors}
            - {role: Developer, kind: Group, name: tax-developers}
            - {role: Viewer, kind: User, name: li.na}
            - {role: Owner, kind: Group, name: tax-owners}
            - {role: Developer, kind: ServiceAccount, name: deployer, namespace: tax}
          systems:
            - name: filing
              environments: [{name: prod}, {name: test, adopt: true}]
            - name: audit
              environments: [{name: prod}]
          """);

  private static final Inputs WITHOUT_SYSTEMS = Inputs.of("displayName: 税务局");

  @Test
  void makesTheHomeNamespaceAndOnePerEnvironment() {
    assertThat(TAX.plan().namespaces())
        .extracting(NamespacePlan::name)
        .containsExactly("tax", "tax-filing-prod", "tax-filing-test", "tax-audit-prod");
  }

  @Test
  void labelsANamespaceWithAllThatIsKnownOfIt() {
    var namespaces = TAX.plan().namespaces();

    assertThat(namespaces.get(1).namespace().getMetadata().getLabels())
        .containsEntry("cityhall.dev/department", "tax")
        .containsEntry("cityhall.dev/system", "filing")
        .containsEntry("cityhall.dev/environment", "prod")
        .containsEntry("app.kubernetes.io/managed-by", "cityhall");
    assertThat(namespaces.get(0).namespace().getMetadata().getLabels())
        .doesNotContainKeys("cityhall.dev/system", "cityhall.dev/environment");
  }

  @Test
  void everyObjectIsInItsNamespaceAndCarriesTheDepartment() {
    for (var namespace : TAX.plan().namespaces()) {
      assertThat(objectsIn(namespace))
          .allSatisfy(
              object -> {
                assertThat(object.getMetadata().getNamespace()).isEqualTo(namespace.name());
                assertThat(object.getMetadata().getLabels())
                    .containsEntry("cityhall.dev/department", "tax")
                    .containsEntry("app.kubernetes.io/managed-by", "cityhall");
              });
    }
  }

  @Test
  void adoptsOnlyWhereItWasSaid() {
    assertThat(TAX.plan().namespaces())
        .filteredOn(NamespacePlan::adopt)
        .extracting(NamespacePlan::name)
        .containsExactly("tax-filing-test");
  }

  @Test
  void bindsEachRoleThatHasMembersOnceInTheOrderOfTheRoles() {
    var access = TAX.plan().namespaces().get(1).access();

    assertThat(access)
        .extracting(binding -> binding.getRoleRef().getName())
        .containsExactly(
            "cityhall-tenant-owner",
            "cityhall-tenant-developer",
            "cityhall-tenant-viewer",
            "cityhall-tenant-auditor");
    assertThat(access.get(1).getSubjects())
        .extracting(Subject::getKind, Subject::getName, Subject::getNamespace)
        .containsExactly(
            tuple("Group", "tax-developers", null), tuple("ServiceAccount", "deployer", "tax"));
  }

  @Test
  void givesTheSameAccessInEveryNamespace() {
    assertThat(TAX.plan().namespaces())
        .allSatisfy(namespace -> assertThat(namespace.access()).hasSize(4));
  }

  @Test
  void aRoleWithoutMembersHasNoBinding() {
    assertThat(WITHOUT_SYSTEMS.plan().namespaces().get(0).access()).isEmpty();
  }

  @Test
  void levelThreeEnforcesRestrictedAndLevelOneWarnsOfBaselineOnly() {
    assertThat(podSecurity(3)).containsExactly("restricted", "restricted");
    assertThat(podSecurity(2)).containsExactly("baseline", "restricted");
    assertThat(podSecurity(1)).containsExactly("baseline", "baseline");
  }

  @Test
  void theNodePoolIsLabelAndNodeSelector() {
    var home = Inputs.of("displayName: 税务局\nnodePool: arm").plan().namespaces().get(0);

    var metadata = home.namespace().getMetadata();
    assertThat(metadata.getLabels()).containsEntry("cityhall.dev/node-pool", "arm");
    assertThat(metadata.getAnnotations())
        .containsExactly(
            Map.entry("scheduler.alpha.kubernetes.io/node-selector", "cityhall.dev/node-pool=arm"));
  }

  @Test
  void theWallTakesTheCitysNamespacesUnlessTheDepartmentNamesItsOwn() {
    var own = Inputs.of("displayName: 税务局\nnetwork: {ingressNamespaces: [mine]}");
    var nobody = Inputs.of("displayName: 税务局\nnetwork: {ingressNamespaces: []}");

    assertThat(mayComeIn(WITHOUT_SYSTEMS)).containsExactly("ingress", "monitoring");
    assertThat(mayComeIn(own)).containsExactly("mine", "monitoring");
    assertThat(mayComeIn(nobody)).containsExactly("monitoring");
  }

  @Test
  void sharesTheBudgetOutOverTheEnvironments() {
    var plan = TAX.plan();

    assertThat(plan.budget()).isEqualTo(amounts("pods", "30", "requests.cpu", "300m"));
    assertThat(plan.targets().get("tax-audit-prod"))
        .satisfies(target -> assertThat(target.orZero(QuotaKey.PODS)).isEqualTo(10));
    assertThat(plan.targets().get("tax")).satisfies(TenantPlanTest::hasNoPods);
    assertThat(sum(plan).only(plan.budget().keys()).fitsIn(plan.budget())).isTrue();
  }

  @Test
  void closesTheWaysAroundTheWallUnlessTheyWereGranted() {
    var closed = TAX.plan().targets().get("tax-audit-prod");
    var opened = TAX.granted(grant("pods", "30", "services.nodeports", "3")).plan();

    assertThat(closed).satisfies(target -> isZero(target, QuotaKey.NODE_PORTS));
    assertThat(closed).satisfies(target -> isZero(target, QuotaKey.LOAD_BALANCERS));
    assertThat(opened.targets().get("tax-audit-prod").orZero(QuotaKey.NODE_PORTS)).isEqualTo(1);
    assertThat(opened.targets().get("tax-audit-prod"))
        .satisfies(target -> isZero(target, QuotaKey.LOAD_BALANCERS));
  }

  @Test
  void closesEveryStorageClassThatWasNotGranted() {
    var fast = Inputs.of("displayName: 税务局\nstorage: {classes: [fast]}").plan();

    var home = fast.targets().get("tax");
    assertThat(home.has(QuotaKey.storageOf("fast"))).isFalse();
    assertThat(home).satisfies(target -> isZero(target, QuotaKey.storageOf("slow")));
  }

  @Test
  void withoutAnyGrantNoPodAndNoVolumeFits() {
    var plan = TAX.granted().plan();

    assertThat(plan.budget()).isEqualTo(Amounts.NONE);
    assertThat(plan.targets().values())
        .hasSize(4)
        .allSatisfy(
            target -> {
              isZero(target, QuotaKey.PODS);
              isZero(target, QuotaKey.VOLUME_CLAIMS);
              isZero(target, QuotaKey.STORAGE);
            });
  }

  @Test
  void suspensionTakesAccessFromOwnersAndDevelopersAndAllPods() {
    var plan =
        Inputs.of(
                """
                displayName: 税务局
                suspended: true
                members:
                  - {role: Owner, kind: Group, name: tax-owners}
                  - {role: Developer, kind: Group, name: tax-developers}
                  - {role: Viewer, kind: Group, name: tax-viewers}
                  - {role: Auditor, kind: Group, name: city-auditors}
                systems:
                  - {name: filing, environments: [{name: prod}]}
                """)
            .plan();

    assertThat(plan.namespaces())
        .allSatisfy(
            namespace ->
                assertThat(namespace.access())
                    .extracting(binding -> binding.getRoleRef().getName())
                    .containsExactly("cityhall-tenant-viewer", "cityhall-tenant-auditor"));
    assertThat(plan.targets().get("tax-filing-prod"))
        .isEqualTo(
            amounts("requests.cpu", "300m", "pods", "0")
                .with(closed("services.nodeports", "services.loadbalancers"))
                .with(closedClasses()));
    assertThat(plan.ordered()).containsExactlyInAnyOrder("tax", "tax-filing-prod");
  }

  @Test
  void nobodysUseIsCutWithoutAnOrder() {
    assertThat(TAX.existing("tax", "tax-audit-prod").plan().ordered()).isEmpty();
  }

  @Test
  void aNamespaceThatIsNoLongerDeclaredIsRetiredAndGetsNothing() {
    var plan = TAX.existing("tax-old-test", "tax-audit-prod", "tax-old-prod").plan();

    assertThat(plan.retired()).containsExactly("tax-old-prod", "tax-old-test");
    assertThat(plan.namespaces()).hasSize(4);
    assertThat(plan.ordered()).containsExactlyInAnyOrder("tax-old-prod", "tax-old-test");
    assertThat(plan.targets().get("tax-old-prod"))
        .isEqualTo(
            amounts("requests.cpu", "0", "pods", "0")
                .with(closed("services.nodeports", "services.loadbalancers"))
                .with(closedClasses()));
  }

  @Test
  void ordersCountForRetiredNamespacesOnly() {
    var plan =
        Inputs.of(
                """
                displayName: 税务局
                deletionPolicy: Delete
                systems:
                  - {name: filing, environments: [{name: prod}]}
                deletionOrders:
                  - {namespace: tax, uid: uid-0}
                  - {namespace: tax-filing-prod, uid: uid-1}
                  - {namespace: tax-old-prod, uid: uid-2, volumes: Delete}
                  - {namespace: health-lab-prod, uid: uid-3}
                """)
            .existing("tax", "tax-filing-prod", "tax-old-prod")
            .plan();

    assertThat(plan.orders()).containsOnlyKeys("tax-old-prod");
    assertThat(plan.orders().values()).extracting(DeletionOrder::uid).containsExactly("uid-2");
    assertThat(plan.namespaces())
        .extracting(NamespacePlan::name)
        .containsExactly("tax", "tax-filing-prod");
  }

  @Test
  void theHomeNamespaceMayGoOnceNoSystemIsLeft() {
    var ordered =
        Inputs.of(
            """
            displayName: 税务局
            deletionPolicy: Delete
            deletionOrders: [{namespace: tax, uid: uid-0}]
            """);

    assertThat(ordered.existing("tax").plan().namespaces()).isEmpty();
    assertThat(ordered.existing("tax").plan().orders()).containsOnlyKeys("tax");
    assertThat(WITHOUT_SYSTEMS.existing("tax").plan().retired()).isEmpty();
  }

  @Test
  void offTheRosterADepartmentGetsNothingNewAndKeepsWhatItHas() {
    var plan = TAX.notOnRoster().existing("tax", "tax-audit-prod", "tax-old-prod").plan();

    assertThat(plan.namespaces())
        .extracting(NamespacePlan::name)
        .containsExactly("tax", "tax-audit-prod");
    assertThat(plan.namespaces().get(1).access()).hasSize(4);
    assertThat(plan.targets().get("tax-audit-prod").orZero(QuotaKey.PODS)).isPositive();
    assertThat(plan.retired()).containsExactly("tax-old-prod");
    assertThat(TAX.notOnRoster().plan().namespaces()).isEmpty();
  }

  @Test
  void theSameInputGivesTheSamePlan() {
    assertThat(TAX.plan()).isEqualTo(TAX.plan());
  }

  private static List<HasMetadata> objectsIn(NamespacePlan plan) {
    var objects = new ArrayList<HasMetadata>();
    objects.addAll(
        List.of(plan.delegation(), plan.quotas().get(Plane.WHOLE), plan.limits(), plan.wall()));
    objects.add(plan.account());
    objects.addAll(plan.volumes());
    objects.addAll(plan.access());
    return objects;
  }

  private static List<String> podSecurity(int level) {
    var plan = Inputs.of("displayName: 税务局\nprotectionLevel: " + level).plan();
    var labels = plan.namespaces().get(0).namespace().getMetadata().getLabels();
    assertThat(labels)
        .containsEntry("cityhall.dev/protection-level", Integer.toString(level))
        .containsEntry("pod-security.kubernetes.io/enforce-version", "v1.33");
    return List.of(
        labels.get("pod-security.kubernetes.io/enforce"),
        labels.get("pod-security.kubernetes.io/warn"));
  }

  private static List<String> mayComeIn(Inputs inputs) {
    return inputs.plan().namespaces().get(0).wall().getSpec().getIngress().get(0).getFrom().stream()
        .map(peer -> peer.getNamespaceSelector().getMatchLabels())
        .filter(labels -> labels.containsKey("kubernetes.io/metadata.name"))
        .map(labels -> labels.get("kubernetes.io/metadata.name"))
        .toList();
  }

  private static Amounts sum(TenantPlan plan) {
    return plan.targets().values().stream().reduce(Amounts.NONE, Amounts::plus);
  }

  private static void hasNoPods(Amounts target) {
    isZero(target, QuotaKey.PODS);
  }

  private static void isZero(Amounts target, QuotaKey key) {
    assertThat(target.has(key)).as("%s in %s", key, target).isTrue();
    assertThat(target.orZero(key)).as("%s", key).isZero();
  }

  private static Amounts closed(String... keys) {
    var closed = Amounts.NONE;
    for (var key : keys) {
      closed = closed.with(Amounts.of(Map.of(new QuotaKey(key), 0L)));
    }
    return closed;
  }

  private static Amounts closedClasses() {
    return closed(QuotaKey.storageOf("fast").name(), QuotaKey.storageOf("slow").name());
  }
}
