package dev.cityhall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

  @TempDir Path parent;

  @Test
  void aTemporaryFolderGoesWithAllThatIsInIt() throws IOException {
    var folder = DemoFolder.open(null, false);
    Files.createDirectories(folder.operatorLog().getParent());
    Files.writeString(folder.operatorLog(), "log");

    folder.close();

    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void aTemporaryFolderStaysWhereSomethingFailed() throws IOException {
    var folder = DemoFolder.open(null, false);
    folder.keep();

    folder.close();

    assertThat(folder.path()).exists();
    Files.delete(folder.path());
  }

  @Test
  void aNamedFolderIsMadeAndStays() {
    var folder = DemoFolder.open(parent.resolve("a/b"), false);

    folder.close();

    assertThat(parent.resolve("a/b")).isDirectory();
  }

  @Test
  void theFolderOfAnEarlierDemoIsTakenAgain() throws IOException {
    DemoFolder.open(parent, false).close();
    Files.writeString(parent.resolve("chart.yaml"), "");

    assertThat(DemoFolder.open(parent, false).path()).isEqualTo(parent);
  }

  @Test
  void aFolderOfSomebodyElseIsRefused() throws IOException {
    Files.writeString(parent.resolve("thesis.txt"), "");

    assertThatThrownBy(() -> DemoFolder.open(parent, false))
        .isInstanceOf(DemoFailure.class)
        .hasMessageContaining("has something in it that no demo made");
  }
}
