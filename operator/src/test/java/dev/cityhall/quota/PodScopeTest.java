package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodScopeTest {

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "x: y | spec: {} | true",
        "scopes: [Terminating] | 'spec: {activeDeadlineSeconds: 0}' | true",
        "scopes: [Terminating] | spec: {} | false",
        "scopes: [NotTerminating] | spec: {} | true",
        "scopes: [BestEffort] | 'status: {qosClass: BestEffort}' | true",
        "scopes: [NotBestEffort] | 'status: {qosClass: Burstable}' | true",
        "scopes: [BestEffort] | 'spec: {containers: [{resources: {requests: {cpu: 0}}}]}' | true",
        "scopes: [BestEffort] | 'spec: {containers: [{}], initContainers: [{resources: {limits:"
            + " {memory: 1}}}]}' | false",
        "scopes: [BestEffort] | 'spec: {resources: {requests: {cpu: 1}}}' | false",
        "scopes: [BestEffort, Terminating] | 'status: {qosClass: BestEffort}' | false",
        "scopes: [PriorityClass] | 'spec: {priorityClassName: low}' | true",
        "scopes: [PriorityClass] | spec: {} | false",
        "scopes: [CrossNamespacePodAffinity] | spec: {} | false",
        "scopes: [CrossNamespacePodAffinity] | 'spec: {affinity: {podAffinity:"
            + " {requiredDuringSchedulingIgnoredDuringExecution: [{namespaces: [a]}]}}}' | true",
        "scopes: [CrossNamespacePodAffinity] | 'spec: {affinity: {podAntiAffinity:"
            + " {preferredDuringSchedulingIgnoredDuringExecution: [{podAffinityTerm:"
            + " {namespaceSelector: {}}}]}}}' | true",
        "scopes: [CrossNamespacePodAffinity] | 'spec: {affinity: {podAffinity:"
            + " {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a}]}}}' | false",
        "scopes: [Unheard] | spec: {} | false",
      })
  void countsAsTheServerDoes(String quota, String pod, boolean counts) {
    assertThat(PodScope.counts(tree(quota), tree(pod))).isEqualTo(counts);
  }

  @ParameterizedTest(name = "{0} {1} of {2}: {3}")
  @CsvSource({
    "In, low, low, true",
    "In, low, high, false",
    "In, low, '', false",
    "NotIn, low, low, false",
    "NotIn, low, high, true",
    "NotIn, low, '', true",
    "Exists, '', low, true",
    "Exists, '', '', false",
    "DoesNotExist, '', low, false",
    "DoesNotExist, '', '', true"
  })
  void selectsPriorityClasses(String operator, String values, String priority, boolean counts) {
    var quota =
        "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: %s, values: [%s]}]}"
            .formatted(operator, values);

    assertThat(PodScope.counts(tree(quota), tree("spec: {priorityClassName: '" + priority + "'}")))
        .isEqualTo(counts);
  }

  private static JsonNode tree(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }
}
