package dev.cityhall.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ClassesTransformer;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The rules of the design, for the rooms below a root package. */
final class Rules {

  private static final Set<String> CLOCKS =
      Set.of("java.time.Clock", "java.time.Instant", "java.time.InstantSource");

  /** Every rule by a short name, which is also the name of its bad fixture's test. */
  static Map<String, ArchRule> of(String root) {
    var rules = new LinkedHashMap<String, ArchRule>();
    for (var room : Rooms.LOWEST_FIRST) {
      if (!room.equals("boot")) {
        rules.put("layers:" + room, usesNoRoomAbove(root, room));
      }
    }
    rules.put("rooms", everyClassIsInARoom(root));
    rules.put("cycles", noCycles(root));
    rules.put("pure-client", pureClassesKnowNoClient(root));
    rules.put("pure-random", pureClassesHaveNoRandomness(root));
    rules.put("pure-clock", pureClassesHaveNoClock(root));
    rules.put("clock", systemClockOnlyInBoot(root));
    rules.put("exit", exitOnlyInBoot(root));
    rules.put("logging", noJavaUtilLogging());
    rules.put("names", noClassNamedAfterAKindOfWork());
    rules.put("null-marked", everyPackageIsNullMarked());
    return rules;
  }

  private static ArchRule usesNoRoomAbove(String root, String room) {
    return noClasses()
        .that()
        .resideInAPackage(Rooms.pattern(root, room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Rooms.above(root, room))
        .as("dependencies run only downwards: nothing in " + room + " uses a room above it")
        .allowEmptyShould(true);
  }

  private static ArchRule everyClassIsInARoom(String root) {
    return classes()
        .should()
        .resideInAnyPackage(Rooms.all(root))
        .as("every class is in a room that has its level");
  }

  private static ArchRule noCycles(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  private static ArchRule pureClassesKnowNoClient(String root) {
    return noClasses()
        .that(arePure(root))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "java.net..")
        .as("pure classes talk to nobody");
  }

  private static ArchRule pureClassesHaveNoRandomness(String root) {
    return noClasses()
        .that(arePure(root))
        .should()
        .dependOnClassesThat(areRandom())
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .as("pure classes have no randomness");
  }

  private static ArchRule pureClassesHaveNoClock(String root) {
    return noClasses()
        .that(arePure(root))
        .should()
        .callMethodWhere(target(readsTheSystemClock()))
        .orShould()
        .callMethod(System.class, "nanoTime")
        .as("pure classes are told the time");
  }

  private static ArchRule systemClockOnlyInBoot(String root) {
    return noClasses()
        .that(not(resideInAPackage(Rooms.pattern(root, "boot"))))
        .should()
        .callMethodWhere(target(readsTheSystemClock()))
        .orShould()
        .callCodeUnitWhere(isNewDate())
        .as("the system clock is only in boot");
  }

  private static ArchRule exitOnlyInBoot(String root) {
    return noClasses()
        .that(not(resideInAPackage(Rooms.pattern(root, "boot"))))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .as("only boot ends the process");
  }

  private static ArchRule noJavaUtilLogging() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .as("logs go through slf4j");
  }

  private static ArchRule noClassNamedAfterAKindOfWork() {
    return noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Service")
        .as("no class is named after a kind of work");
  }

  private static ArchRule everyPackageIsNullMarked() {
    return all(packages()).should(beNullMarked()).as("every package is @NullMarked");
  }

  private static DescribedPredicate<JavaClass> arePure(String root) {
    var rooms =
        resideInAnyPackage(
            Rooms.PURE.stream().map(room -> Rooms.pattern(root, room)).toArray(String[]::new));
    DescribedPredicate<JavaClass> named =
        describe(
            "are named as pure",
            type ->
                Rooms.PURE_CLASSES.stream().anyMatch(outermost(type).getSimpleName()::endsWith));
    return rooms.or(named);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(Rules::outermost).orElse(type);
  }

  private static DescribedPredicate<JavaClass> areRandom() {
    return describe(
        "are random",
        type ->
            type.isAssignableTo(Random.class)
                || type.getFullName().startsWith("java.util.random."));
  }

  private static DescribedPredicate<AccessTarget> readsTheSystemClock() {
    return describe(
        "reads the system clock",
        method -> {
          var owner = method.getOwner().getFullName();
          var name = method.getName();
          return owner.startsWith("java.time.") && name.equals("now")
              || CLOCKS.contains(owner) && name.startsWith("system")
              || owner.equals("java.lang.System") && name.equals("currentTimeMillis");
        });
  }

  private static DescribedPredicate<JavaCall<?>> isNewDate() {
    return describe(
        "makes a java.util.Date of now",
        call ->
            call.getTargetOwner().isEquivalentTo(Date.class)
                && call.getTarget().getName().equals("<init>")
                && call.getTarget().getParameterTypes().isEmpty());
  }

  private static ClassesTransformer<JavaPackage> packages() {
    return new AbstractClassesTransformer<>("packages") {
      @Override
      public Iterable<JavaPackage> doTransform(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
      }
    };
  }

  private static ArchCondition<JavaPackage> beNullMarked() {
    return new ArchCondition<>("be @NullMarked") {
      @Override
      public void check(JavaPackage room, ConditionEvents events) {
        var isMarked =
            room.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
        var message = room.getName() + " has no package-info.java with @NullMarked";
        events.add(new SimpleConditionEvent(room, isMarked, message));
      }
    };
  }

  private Rules() {}
}
