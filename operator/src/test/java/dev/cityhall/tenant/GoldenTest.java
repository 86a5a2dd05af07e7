package dev.cityhall.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a department gets, to the letter. Written anew with {@code -Dcityhall.golden.write=true}.
 */
class GoldenTest {

  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

  static List<GoldenCase> cases() throws IOException {
    try (var folders = Files.list(GOLDEN)) {
      return folders.filter(Files::isDirectory).sorted().map(GoldenCase::new).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDepartmentGetsExactlyWhatIsExpected(GoldenCase golden) throws IOException {
    var actual = golden.actualFiles();

    if (Boolean.getBoolean("cityhall.golden.write")) {
      write(golden, actual);
    }
    var expected = golden.expectedFiles();
    assertThat(expected.keySet()).isEqualTo(actual.keySet());
    for (var file : actual.entrySet()) {
      assertThat(expected.get(file.getKey()))
          .as("%s/%s; if meant: -Dcityhall.golden.write=true", golden, file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void everyFileIsReadByATest() throws IOException {
    var used = new TreeSet<Path>();
    for (var golden : cases()) {
      used.addAll(golden.inputFiles());
      golden.actualFiles().keySet().forEach(name -> used.add(golden.expected().resolve(name)));
    }

    assertThat(filesBelowGolden()).isNotEmpty().isSubsetOf(used);
  }

  @Test
  void thereIsACaseForEachWayOfBeingADepartment() throws IOException {
    assertThat(cases())
        .extracting(GoldenCase::toString)
        .contains("01-one-department", "level-3-with-node-pool", "suspended", "volumes");
  }

  private static List<Path> filesBelowGolden() throws IOException {
    try (var files = Files.walk(GOLDEN)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void write(GoldenCase golden, Map<String, String> contents) throws IOException {
    Files.createDirectories(golden.expected());
    for (var stale : golden.expectedFiles().keySet()) {
      Files.delete(golden.expected().resolve(stale));
    }
    for (var content : contents.entrySet()) {
      Files.writeString(golden.expected().resolve(content.getKey()), content.getValue());
    }
  }
}
