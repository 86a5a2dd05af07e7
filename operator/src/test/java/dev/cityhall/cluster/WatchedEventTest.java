package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** What a watch's line becomes. */
class WatchedEventTest {

  private final ObjectMapper mapper = new ObjectMapper();
  private final KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);

  WatchedEventTest() {
    Mirror.register(serialization, mapper);
  }

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
  void ofTwoKindsOfOneNameOnlyTheNativeOneIsATree() {
    var ours =
        read(
            """
            {"kind":"ResourceQuota","apiVersion":"cityhall.dev/v1alpha1","metadata":{"name":"grant"}}
            """);

    assertThat(ours.getObject()).isNotInstanceOf(WatchedObject.class);
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
