package dev.cityhall.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sends every input to a real API server, as {@code kubectl apply --validate=strict} does. */
class InputFilesTest {

  private static final KubernetesClient ADMIN = ControlPlane.shared().admin();
  private static final String GROUP = "/apis/cityhall.dev/v1alpha1/";
  private static final Map<String, String> PLURALS =
      Map.of(
          "departmenttenant", "departmenttenants",
          "resourcequota", "resourcequotas",
          "city", "cities");

  @BeforeAll
  static void install() {
    OperatorUnderTest.install(ADMIN);
  }

  @TestFactory
  Stream<DynamicTest> isAccepted() {
    return InputFile.accepted().stream()
        .map(file -> dynamicTest(file.name(), () -> assertThat(send(file)).isNotNull()));
  }

  @TestFactory
  Stream<DynamicTest> isRefusedWithAReasonThatHelps() {
    return InputFile.rejected().stream()
        .map(
            file ->
                dynamicTest(
                    file.name(),
                    () ->
                        assertThatThrownBy(() -> send(file))
                            .isInstanceOf(KubernetesClientException.class)
                            .hasMessageContaining(file.expected())));
  }

  @Test
  void aStatusThatAUserSendsIsNotTaken() {
    var sent =
        """
        {"apiVersion": "cityhall.dev/v1alpha1", "kind": "ResourceQuota",
         "metadata": {"name": "inputs-status"},
         "spec": {"department": "inputs", "hard": {"pods": 1}},
         "status": {"granted": {"pods": "1000"}, "observedGeneration": 1}}
        """;

    var created = ADMIN.raw(GROUP + "resourcequotas?dryRun=All", "POST", sent);

    assertThat(Serialization.unmarshal(created, JsonNode.class).path("status").toString())
        .isEqualTo("{\"observedGeneration\":-1}");
  }

  @Test
  void nothingOfAllThisIsLeft() {
    assertThat(ADMIN.raw(GROUP + "departmenttenants/bureau")).isNull();
    assertThat(ADMIN.raw(GROUP + "resourcequotas/bureau-2026")).isNull();
  }

  /** A single resource by dry run; a change for real, because only what is there can change. */
  private static String send(InputFile file) {
    var documents = file.documents();
    var collection = GROUP + PLURALS.get(file.kind());
    if (documents.size() == 1) {
      return ADMIN.raw(
          collection + "?dryRun=All&fieldValidation=Strict", "POST", documents.get(0).toString());
    }
    ADMIN.raw(collection, "POST", documents.get(0).toString());
    var path = collection + "/" + documents.get(0).at("/metadata/name").asText();
    try {
      return update(path, (ObjectNode) documents.get(1));
    } finally {
      ADMIN.raw(path, "DELETE", null);
    }
  }

  /** On the newest version: an operator that works here may write a status in between. */
  private static String update(String path, ObjectNode resource) {
    for (; ; ) {
      var current = Serialization.unmarshal(ADMIN.raw(path), JsonNode.class);
      var version = current.at("/metadata/resourceVersion").asText();
      resource.withObject("/metadata").put("resourceVersion", version);
      try {
        return ADMIN.raw(path + "?fieldValidation=Strict", "PUT", resource.toString());
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
      }
    }
  }
}
