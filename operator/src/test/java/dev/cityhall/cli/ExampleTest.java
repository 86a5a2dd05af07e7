package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExampleTest {

  private static final Example JINAN = Example.jinan(Path.of("..", "examples", "04-jinan"));

  @Test
  void hasTheFiguresOfTheCity() {
    assertThat(JINAN.departments()).hasSize(52);
    assertThat(JINAN.systems()).isEqualTo(304);
    assertThat(JINAN.namespaces()).isEqualTo(384);
  }

  @Test
  void bringsThePlatformAndTheCityBeforeTheDepartments() {
    assertThat(JINAN.objects())
        .extracting(object -> object.getKind() + " " + object.getMetadata().getName())
        .startsWith(
            "Namespace ingress",
            "Namespace monitoring",
            "StorageClass standard",
            "StorageClass fast",
            "City city",
            "DepartmentTenant agriculture",
            "ResourceQuota agriculture-2026");
  }

  @Test
  void hasTheDepartmentWhoseDeveloperGoesToWork() {
    var finance =
        JINAN.departments().stream()
            .filter(
                department -> Developer.NAMESPACE.startsWith(department.getMetadata().getName()))
            .findFirst()
            .orElseThrow();

    assertThat(finance.getSpec().members())
        .anyMatch(member -> member.name().equals(Developer.GROUP));
  }
}
