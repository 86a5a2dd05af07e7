package dev.cityhall.tenant;

import static dev.cityhall.tenant.Inputs.grant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.measure.QuotaKey;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;

class VolumesTest {

  private static final Inputs ARCHIVE =
      Inputs.of(
          """
          displayName: 税务局
          storage: {classes: [fast]}
          systems:
            - name: filing
              environments: [{name: prod}]
            - name: archive
              environments:
                - name: prod
                  volumes:
                    - {name: data, storageClass: fast, size: 80Gi}
                    - {name: index, storageClass: slow, size: 1Gi, accessMode: ReadWriteMany}
          """);

  @Test
  void aVolumeIsAClaimAsItWasDeclared() {
    var volumes = ARCHIVE.plan().namespaces().get(2).volumes();

    var claim = volumes.get(0);
    assertThat(claim.getMetadata().getName()).isEqualTo("data");
    assertThat(claim.getMetadata().getNamespace()).isEqualTo("tax-archive-prod");
    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
    assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
    assertThat(claim.getSpec().getResources().getRequests())
        .containsEntry("storage", new Quantity("80Gi"));
  }

  @Test
  void aVolumeOfAClassThatWasNotGrantedIsLeftOut() {
    assertThat(ARCHIVE.plan().namespaces().get(2).volumes())
        .extracting(claim -> claim.getMetadata().getName())
        .containsExactly("data");
  }

  @Test
  void theStorageOfAVolumeIsGuaranteedToItsNamespace() {
    var budget = grant("requests.storage", "100Gi", "persistentvolumeclaims", "3", "pods", "2");

    var targets = ARCHIVE.granted(budget).plan().targets();

    assertThat(targets.get("tax-archive-prod").orZero(QuotaKey.STORAGE)).isEqualTo(90L << 30);
    assertThat(targets.get("tax-filing-prod").orZero(QuotaKey.STORAGE)).isEqualTo(10L << 30);
    assertThat(targets.get("tax-archive-prod").orZero(QuotaKey.VOLUME_CLAIMS)).isEqualTo(2);
  }

  @Test
  void theStorageOfItsClassIsGuaranteedToo() {
    var ofClass = QuotaKey.storageOf("fast");

    var targets = ARCHIVE.granted(grant(ofClass.name(), "90Gi")).plan().targets();

    assertThat(targets.get("tax-archive-prod").orZero(ofClass)).isEqualTo(85L << 30);
    assertThat(targets.get("tax-filing-prod").orZero(ofClass)).isEqualTo(5L << 30);
  }

  @Test
  void theHomeNamespaceGetsNoStorage() {
    var targets = ARCHIVE.granted(grant("requests.storage", "100Gi")).plan().targets();

    assertThat(targets.get("tax").orZero(QuotaKey.STORAGE)).isZero();
  }
}
