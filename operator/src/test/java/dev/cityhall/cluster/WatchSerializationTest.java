package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.api.DepartmentQuota;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a watch's line becomes. */
class WatchSerializationTest {

  private final KubernetesSerialization serialization = new WatchSerialization(new ObjectMapper());

  @Test
  void aKindOfTheMirrorKeepsEveryFieldThatWasSent() {
    var event =
        read(
            """
            {"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"cityhall","namespace":"tax",
             "uid":"u","resourceVersion":"7","managedFields":[{"manager":"m"}]},"spec":{"hard":{"pods":"3"}},
             "fieldOfALaterVersion":[1,{"a":null}]}
            """);

    assertThat(event.getObject()).isInstanceOf(WatchedObject.class);
    var object = (GenericKubernetesResource) event.getObject();
    assertThat(object.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(tree(object).at("/spec/hard/pods").asText()).isEqualTo("3");
    assertThat(tree(object).at("/metadata/managedFields/0/manager").asText()).isEqualTo("m");
    assertThat(tree(object).at("/fieldOfALaterVersion/1").toString()).isEqualTo("{\"a\":null}");
  }

  @Test
  void theOrderOfTheFieldsDoesNotMatter() {
    var event =
        serialization.unmarshal(
            """
            {"object":{"spec":{"hard":{"pods":"3"}},"metadata":{"labels":{"a":"b"},"resourceVersion":"7",
             "name":"cityhall","namespace":"tax","uid":"u"},"apiVersion":"v1","kind":"ResourceQuota"},"type":"ADDED"}
            """,
            WatchEvent.class);

    assertThat(event.getType()).isEqualTo("ADDED");
    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            HasMetadata.class,
            quota -> {
              assertThat(quota.getMetadata().getNamespace()).isEqualTo("tax");
              assertThat(quota.getMetadata().getResourceVersion()).isEqualTo("7");
            });
  }

  @Test
  void namesThatStandAfterOtherMetadataAreRead() {
    var event =
        read(
            """
            {"apiVersion":"v1","kind":"Namespace","metadata":{"annotations":{"name":"no"},"labels":{},
             "managedFields":[{"name":"no"}],"name":"tax","resourceVersion":"8","uid":"u"}}
            """);

    var metadata = ((GenericKubernetesResource) event.getObject()).getMetadata();
    assertThat(metadata.getName()).isEqualTo("tax");
    assertThat(metadata.getNamespace()).isNull();
    assertThat(metadata.getUid()).isEqualTo("u");
    assertThat(metadata.getResourceVersion()).isEqualTo("8");
  }

  @Test
  void aBookmarkHasAVersionAndNoName() {
    var event =
        serialization.unmarshal(
            """
            {"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"12746",
             "creationTimestamp":null},"spec":{"containers":null},"status":{}}}
            """,
            WatchEvent.class);

    var metadata = ((GenericKubernetesResource) event.getObject()).getMetadata();
    assertThat(metadata.getResourceVersion()).isEqualTo("12746");
    assertThat(metadata.getName()).isEmpty();
  }

  @Test
  void aLineThatIsCutOffIsRefusedWhenTheRestOfItIsAskedFor() {
    var event =
        serialization.unmarshal(
            "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"resourceVersion\":\"1\"",
            WatchEvent.class);

    assertThatThrownBy(() -> tree((GenericKubernetesResource) event.getObject()))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aWatchOfOneTypeGetsItWhenItAsks() {
    var ours =
        read(
            """
            {"kind":"ResourceQuota","apiVersion":"cityhall.dev/v1alpha1","metadata":{"name":"grant"},
             "spec":{"department":"tax","hard":{"pods":"3"}}}
            """);

    var grant = serialization.convertValue(ours.getObject(), DepartmentQuota.class);

    assertThat(grant.getMetadata().getName()).isEqualTo("grant");
    assertThat(grant.getSpec().department()).isEqualTo("tax");
  }

  @Test
  void whatIsNoEventIsConvertedAsTheClientDoes() {
    var map = serialization.convertValue(Map.of("data", Map.of("a", "b")), ConfigMap.class);

    assertThat(map.getData()).containsEntry("a", "b");
  }

  @Test
  void otherKindsAreReadAsTheClientReadsThem() {
    var event = read("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"data\":{\"a\":\"b\"}}");

    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            ConfigMap.class, map -> assertThat(map.getData()).containsEntry("a", "b"));
  }

  @Test
  void theStatusThatEndsAWatchIsRead() {
    var event = read("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":410}");

    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
  }

  private WatchEvent read(String object) {
    return serialization.unmarshal(
        "{\"type\":\"MODIFIED\",\"object\":" + object + "}", WatchEvent.class);
  }

  private static JsonNode tree(GenericKubernetesResource object) {
    try (var client = new KubernetesClientBuilder().build()) {
      return WatchedObject.treeOf(object, new ApiServer(client, (verb, plural) -> {}));
    }
  }
}
