package dev.cityhall.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  @ParameterizedTest
  @CsvSource({
    "replica, 2, ''",
    "operator.logLvl, info, /operator",
    "networkPolicy.apiServer.port, 443, /networkPolicy/apiServer",
    "resources.limits.memroy, 1Gi, /resources/limits",
  })
  void refusesAnUnknownValueAndNamesIt(String path, String value, String place) {
    var name = path.substring(path.lastIndexOf('.') + 1);

    assertThatThrownBy(() -> Chart.render(Map.of(path, value)))
        .hasMessageContaining("at '" + place + "'")
        .hasMessageContaining("additional properties '" + name + "' not allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "replicas, two, /replicas, got string",
    "crds.install, please, /crds/install, got string",
    "image.pullSecrets, registry, /image/pullSecrets, got string",
    "operator.logLevel, loud, /operator/logLevel, one of",
    "operator.workers, 1000, /operator/workers, maximum",
    "image.digest, latest, /image/digest, pattern",
  })
  void refusesAWrongValueAndSaysWhere(String path, String value, String place, String why) {
    assertThatThrownBy(() -> Chart.render(Map.of(path, value)))
        .hasMessageContaining("at '" + place + "'")
        .hasMessageContaining(why);
  }

  @Test
  void everyObjectOfTheSchemaIsClosed() throws IOException {
    var open =
        objects("", ValuesReference.schema())
            .filter(object -> object.getValue().has("properties"))
            .filter(object -> !object.getValue().path("additionalProperties").isBoolean())
            .map(Map.Entry::getKey);

    assertThat(open).isEmpty();
  }

  @Test
  void everyValueHasAMeaning() throws IOException {
    assertThat(ValuesReference.values())
        .hasSizeGreaterThan(20)
        .allSatisfy(value -> assertThat(value.meaning()).as(value.path()).isNotBlank());
  }

  @Test
  void everyPropertyOfTheSchemaHasADefault() throws IOException {
    var defaults = ValuesReference.values().stream().map(ValuesReference.Value::path).toList();

    assertThat(ValuesReference.schema().path("properties").fieldNames())
        .toIterable()
        .filteredOn(name -> !name.equals("global"))
        .allSatisfy(
            name ->
                assertThat(defaults)
                    .anyMatch(path -> path.equals(name) || path.startsWith(name + ".")));
  }

  @Test
  void theReferenceIsCurrent() throws IOException {
    if (Boolean.getBoolean("cityhall.values.write")) {
      Files.createDirectories(ValuesReference.file().getParent());
      Files.writeString(ValuesReference.file(), ValuesReference.markdown());
    }

    assertThat(ValuesReference.file())
        .as("stale: run mvn test -Dtest=ValuesTest -Dcityhall.values.write=true")
        .hasContent(ValuesReference.markdown());
  }

  private static Stream<Map.Entry<String, JsonNode>> objects(String path, JsonNode node) {
    var below =
        node.properties().stream()
            .flatMap(field -> objects(path + "/" + field.getKey(), field.getValue()));
    return "object".equals(node.path("type").asText())
        ? Stream.concat(Stream.of(Map.entry(path, node)), below)
        : below;
  }
}
