package dev.cityhall.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cityhall.api.DepartmentTenantSpec.Role;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NamesTest {

  record Place(String department, String system, String environment) {

    String namespace() {
      return Names.namespace(department, system, environment);
    }
  }

  /** Short names over a small alphabet, so that hyphens meet in every way. */
  @Provide
  static Arbitrary<Place> places() {
    var codes = Arbitraries.strings().withChars('a', 'b').ofMinLength(1).ofMaxLength(2);
    var systems =
        Arbitraries.strings()
            .withChars('a', 'b', '-')
            .ofMinLength(1)
            .ofMaxLength(4)
            .filter(name -> !name.startsWith("-") && !name.endsWith("-"));
    return Combinators.combine(codes, systems, codes).as(Place::new);
  }

  @Property
  void noTwoEnvironmentsShareANamespace(
      @ForAll("places") Place one, @ForAll("places") Place other) {
    assertThat(one.namespace().equals(other.namespace())).isEqualTo(one.equals(other));
  }

  @Property
  void noEnvironmentSharesANamespaceWithAHome(@ForAll("places") Place place) {
    assertThat(place.namespace()).contains("-");
    assertThat(Names.home(place.department())).doesNotContain("-");
  }

  @Test
  void theLongestNamesMakeAValidNamespace() {
    var longest = Names.namespace("d".repeat(20), "s".repeat(30), "e".repeat(10));

    assertThat(longest).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void joinsDepartmentSystemAndEnvironment() {
    assertThat(Names.namespace("finance", "e-tax", "prod")).isEqualTo("finance-e-tax-prod");
    assertThat(Names.home("finance")).isEqualTo("finance");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyRoleHasABindingAndAClusterRoleOfItsOwn(Role role) {
    var word = role.name().toLowerCase(Locale.ROOT);

    assertThat(Names.binding(role)).isEqualTo("cityhall-" + word);
    assertThat(Names.clusterRole(role)).isEqualTo("cityhall-tenant-" + word);
    assertThat(Names.binding(role))
        .isNotIn(Names.OPERATOR_BINDING, Names.OFFBOARDING_BINDING, Names.WALL);
  }
}
