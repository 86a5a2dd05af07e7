package dev.cityhall.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.measure.Amounts;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PodChargeLawsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Property(tries = 300)
  void takingAContainerAwayNeverRaisesTheCharge(@ForAll Random random) {
    var pod = RandomPods.pod(random, "pod");
    var before = PodCharge.of(pod);

    var containers = (ArrayNode) pod.at("/spec/containers");
    if (containers.size() > 1) {
      containers.remove(random.nextInt(containers.size()));
    }
    var inits = (ArrayNode) pod.at("/spec/initContainers");
    if (!inits.isEmpty()) {
      inits.remove(random.nextInt(inits.size()));
    }

    assertThat(PodCharge.of(pod).fitsIn(before)).isTrue();
  }

  @Property(tries = 300)
  void theChargeIsAtLeastThatOfEachContainerAlone(@ForAll Random random) {
    var pod = RandomPods.pod(random, "pod");
    ((ObjectNode) pod.path("spec")).remove("resources");
    var whole = PodCharge.of(pod);

    for (var list : new String[] {"containers", "initContainers"}) {
      for (var container : pod.path("spec").path(list)) {
        assertThat(PodCharge.of(alone(container)).fitsIn(whole)).isTrue();
      }
    }
  }

  @Property(tries = 300)
  void withoutInitContainersTheOrderOfContainersDoesNotMatter(@ForAll Random random) {
    var pod = RandomPods.pod(random, "pod");
    var spec = (ObjectNode) pod.path("spec");
    spec.remove("initContainers");
    var charge = PodCharge.of(pod);

    var turned = MAPPER.createArrayNode();
    spec.path("containers").forEach(container -> turned.insert(0, container));
    spec.set("containers", turned);

    assertThat(PodCharge.of(pod)).isEqualTo(charge);
  }

  @Property(tries = 300)
  void oneContainerMoreWithoutInitContainersAddsExactlyItself(@ForAll Random random) {
    var pod = RandomPods.pod(random, "pod");
    var spec = (ObjectNode) pod.path("spec");
    spec.remove("initContainers");
    spec.remove("resources");
    spec.remove("overhead");
    var containers = (ArrayNode) spec.path("containers");
    var sum = Amounts.NONE;
    for (var container : containers) {
      sum = sum.plus(PodCharge.of(alone(container)));
    }

    var ofOne = PodCharge.of(alone(MAPPER.createObjectNode()));
    var others = Amounts.NONE;
    for (var i = 1; i < containers.size(); i++) {
      others = others.plus(ofOne);
    }
    assertThat(PodCharge.of(pod).plus(others)).isEqualTo(sum);
  }

  private static JsonNode alone(JsonNode container) {
    var pod = MAPPER.createObjectNode();
    pod.putObject("spec").putArray("containers").add(container);
    return pod;
  }
}
