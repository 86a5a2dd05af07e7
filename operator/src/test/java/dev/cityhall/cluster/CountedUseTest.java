package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class CountedUseTest {

  @Test
  void isWhatTheOnesWhoCountChangedLast() {
    assertThat(
            CountedUse.of(
                quota(
                    """
                    - manager: kube-controller-manager
                      fieldsV1: {'f:status': {'f:hard': {'f:pods': {}}, 'f:used': {'.': {}, 'f:pods': {}}}}
                    - manager: cityhall-operator
                      fieldsV1: {'f:status': {'f:used': {'f:requests.cpu': {}}}}
                    - manager: kube-apiserver
                      fieldsV1: {'f:status': {'f:used': {'f:services': {}}}}
                    """)))
        .containsExactlyInAnyOrder(QuotaKey.PODS, new QuotaKey("requests.cpu"));
  }

  @Test
  void isNothingThatTheServerOrAnUnknownOneChangedToo() {
    assertThat(
            CountedUse.of(
                quota(
                    """
                    - manager: kube-controller-manager
                      fieldsV1: {'f:status': {'f:used': {'f:pods': {}, 'f:services': {}}}}
                    - manager: kube-apiserver
                      fieldsV1: {'f:status': {'f:used': {'f:pods': {}}}}
                    - manager: k3s
                      fieldsV1: {'f:status': {'f:used': {'f:services': {}}}}
                    """)))
        .isEmpty();
  }

  private static JsonNode quota(String managers) {
    return Serialization.unmarshal(
        "metadata:\n  managedFields:\n" + managers.indent(4), JsonNode.class);
  }
}
