package dev.cityhall.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaKeyTest {

  @ParameterizedTest
  @CsvSource({
    "cpu, requests.cpu",
    "memory, requests.memory",
    "ephemeral-storage, requests.ephemeral-storage"
  })
  void readsTheServersOtherNamesAsRequests(String other, String name) {
    assertThat(new QuotaKey(other)).isEqualTo(new QuotaKey(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limits.cpu", "pods", "count/deployments.apps", "storage"})
  void keepsEveryOtherNameAsItIs(String name) {
    assertThat(new QuotaKey(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "requests.cpu, 1000, 10",
    "limits.cpu, 1000, 10",
    "requests.memory, 1, 1048576",
    "limits.ephemeral-storage, 1, 1048576",
    "fast.storageclass.storage.k8s.io/requests.storage, 1, 1048576",
    "pods, 1, 1",
    "count/deployments.apps, 1, 1",
    "fast.storageclass.storage.k8s.io/persistentvolumeclaims, 1, 1"
  })
  void sharesOutCpuInTenMillicoresBytesInMebibytesAndCountsOneByOne(
      String name, int unitsPerOne, long quantum) {
    var key = new QuotaKey(name);

    assertThat(key.unitsPerOne()).isEqualTo(unitsPerOne);
    assertThat(key.quantum()).isEqualTo(quantum);
  }

  @Test
  void namesTheStorageOfAClassAsTheServerDoes() {
    var key = QuotaKey.storageOf("fast");

    assertThat(key).hasToString("fast.storageclass.storage.k8s.io/requests.storage");
    assertThat(key.isBytes()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"configmaps", "secrets", "resourcequotas", "count/serviceaccounts", "count/pods"})
  void trustsNoCountThatTheControlPlaneItselfMayHaveRaised(String name) {
    assertThat(new QuotaKey(name).isZeroInNewNamespace()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pods", "requests.cpu", "persistentvolumeclaims", "services.nodeports"})
  void knowsThatANewNamespaceUsesNothingThatOnlyTenantsMake(String name) {
    assertThat(new QuotaKey(name).isZeroInNewNamespace()).isTrue();
  }

  @Test
  void sortsByName() {
    assertThat(new QuotaKey("limits.cpu")).isLessThan(QuotaKey.PODS);
  }
}
