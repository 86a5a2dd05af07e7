package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LastWriteTest {

  @Test
  void isTheLatestOfAllManagers() {
    var object =
        Serialization.unmarshal(
            """
            metadata:
              managedFields:
                - {manager: a, time: '2026-11-23T08:00:01Z'}
                - {manager: b, time: '2026-11-23T08:00:03Z'}
                - {manager: c, time: '2026-11-23T08:00:02Z'}
            """,
            JsonNode.class);

    assertThat(LastWrite.of(object)).isEqualTo(Instant.parse("2026-11-23T08:00:03Z"));
  }

  @Test
  void isNotGuessedWhereNobodyKnows() {
    var object = Serialization.unmarshal("metadata: {name: cityhall}", JsonNode.class);

    assertThatThrownBy(() -> LastWrite.of(object))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cityhall");
  }
}
