package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnedFieldsTest {

  private static final JsonNode QUOTA =
      tree(
          """
          metadata:
            labels: {cityhall.dev/department: tax}
          spec:
            hard: {requests.cpu: "1", requests.memory: 1Gi}
          """);

  @ParameterizedTest
  @CsvSource({
    "1024Mi, 1Gi",
    "1000m, 1",
    "1.5Gi, 1536Mi",
    "0.1, 100m",
    "7000, 7k",
    "1073741824, 1Gi",
    "0, 0m"
  })
  void theSameQuantityInAnotherSpellingIsNoDifference(String one, String other) {
    var desired = quotaOf(one);
    var live = quotaOf(other);

    assertThat(digest(desired)).isEqualTo(digest(live));
    assertThat(OwnedFields.patch(ObjectKind.RESOURCE_QUOTA, desired, live)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1Gi, 1G", "1, 1k", "100m, 100", "1Gi, 1025Mi"})
  void anotherQuantityIsADifference(String one, String other) {
    assertThat(digest(quotaOf(one))).isNotEqualTo(digest(quotaOf(other)));
  }

  @Test
  void whatIsForeignIsNoDifference() {
    var live =
        tree(
            """
            apiVersion: v1
            metadata:
              uid: 7b1f
              resourceVersion: "17"
              labels: {cityhall.dev/department: tax, team: blue}
              annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}
              managedFields: [{manager: kubectl}]
            spec:
              hard: {requests.memory: 1Gi, requests.cpu: "1"}
            status:
              used: {requests.cpu: "1"}
            """);

    assertThat(digest(live)).isEqualTo(digest(QUOTA));
    assertThat(OwnedFields.patch(ObjectKind.RESOURCE_QUOTA, QUOTA, live)).isEmpty();
  }

  @Test
  void takesOutLabelsOfOursThatNobodyDesiresAndLeavesForeignOnes() {
    var live =
        tree(
            """
            metadata:
              labels:
                cityhall.dev/department: tax
                cityhall.dev/system: filing
                pod-security.kubernetes.io/enforce: privileged
                team: blue
            spec:
              hard: {requests.cpu: "1", requests.memory: 1Gi}
            """);

    var patch = OwnedFields.patch(ObjectKind.RESOURCE_QUOTA, QUOTA, live);

    assertThat(patch)
        .contains(
            tree("""
            metadata:
              labels:
                cityhall.dev/system: null
                pod-security.kubernetes.io/enforce: null
            """)
                .deepCopy());
  }

  @Test
  void patchesOnlyTheFieldsThatDiffer() {
    var live =
        tree(
            """
            metadata:
              labels: {cityhall.dev/department: tax}
            spec:
              hard: {requests.cpu: "2", requests.memory: 1024Mi, pods: "5"}
            """);

    var patch = OwnedFields.patch(ObjectKind.RESOURCE_QUOTA, QUOTA, live);

    assertThat(patch).contains(tree("spec: {hard: {requests.cpu: '1', pods: null}}").deepCopy());
  }

  @Test
  void replacesAListAsAWhole() {
    var desired = tree("subjects: [{kind: User, name: li.na}]");
    var live = tree("subjects: [{kind: User, name: li.na}, {kind: User, name: mallory}]");

    var patch = OwnedFields.patch(ObjectKind.ROLE_BINDING, desired, live);

    assertThat(patch).contains(desired.deepCopy());
  }

  @Test
  void doesNotTouchTheFieldsThatTheServerFillsIn() {
    var desired = tree("spec: {storageClassName: fast, resources: {requests: {storage: 1Gi}}}");
    var live =
        tree(
            """
            spec:
              storageClassName: fast
              volumeName: pvc-7b1f
              volumeMode: Filesystem
              resources: {requests: {storage: 1Gi}}
            """);

    assertThat(OwnedFields.patch(ObjectKind.VOLUME_CLAIM, desired, live)).isEmpty();
  }

  @Test
  void thePatchOfAnObjectThatWasNeverReadHoldsAllThatIsOurs() {
    var desired =
        tree(
            """
            metadata: {name: default, labels: {cityhall.dev/department: tax, team: blue}}
            automountServiceAccountToken: false
            """);

    var patch = OwnedFields.patch(ObjectKind.SERVICE_ACCOUNT, desired, MissingNode.getInstance());

    assertThat(patch)
        .contains(
            tree("""
            metadata: {labels: {cityhall.dev/department: tax}}
            automountServiceAccountToken: false
            """)
                .deepCopy());
  }

  @Test
  void namesThatReadLikeQuantitiesAreDifferentNames() {
    var desired = tree("subjects: [{kind: User, name: '7'}]");
    var live = tree("subjects: [{kind: User, name: '007'}]");

    assertThat(OwnedFields.digest(ObjectKind.ROLE_BINDING, desired))
        .isNotEqualTo(OwnedFields.digest(ObjectKind.ROLE_BINDING, live));
    assertThat(OwnedFields.patch(ObjectKind.ROLE_BINDING, desired, live)).isPresent();
  }

  @Test
  void aLabelInAnotherSpellingIsADifferenceToDigestAndPatchAlike() {
    var desired = tree("metadata: {labels: {cityhall.dev/node-pool: '1000'}}");
    var live = tree("metadata: {labels: {cityhall.dev/node-pool: 1k}}");

    assertThat(OwnedFields.digest(ObjectKind.NAMESPACE, desired))
        .isNotEqualTo(OwnedFields.digest(ObjectKind.NAMESPACE, live));
    assertThat(OwnedFields.patch(ObjectKind.NAMESPACE, desired, live)).isPresent();
  }

  private static JsonNode quotaOf(String memory) {
    return tree("spec: {hard: {requests.memory: '" + memory + "'}}");
  }

  private static String digest(JsonNode quota) {
    return OwnedFields.digest(ObjectKind.RESOURCE_QUOTA, quota);
  }

  private static JsonNode tree(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }
}
