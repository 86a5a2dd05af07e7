package dev.cityhall.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods and files that a person can read in one go. */
class SourceSizeTest {

  private static final Path MAIN = Path.of("src", "main", "java");
  private static final int LONGEST_METHOD = 40;
  private static final int LONGEST_FILE = 300;

  /** Counted from the first line of the declaration, annotations included, to the last brace. */
  record Method(String name, int lines) {}

  @Test
  void noFileIsLongerThanThreeHundredLines() throws IOException {
    var offenders = new ArrayList<String>();
    for (var file : sources()) {
      var lines = Files.readAllLines(file).size();
      if (lines > LONGEST_FILE) {
        offenders.add(file.getFileName() + ": " + lines);
      }
    }

    assertThat(offenders).isEmpty();
  }

  @Test
  void noMethodIsLongerThanFortyLines() throws IOException {
    var methods = methodsIn(sources());

    assertThat(methods)
        .hasSizeGreaterThan(200)
        .noneMatch(method -> method.lines() > LONGEST_METHOD);
  }

  @Test
  void countsEveryLineOfAMethod(@TempDir Path folder) throws IOException {
    var source =
        Files.writeString(
            folder.resolve("A.java"),
            """
            class A {
              A() {}

              @Override
              public String toString(
                  String one) {

                return one;
              }
            }
            """);

    var methods = methodsIn(List.of(source));

    assertThat(methods)
        .containsExactly(new Method("A.java <init>", 1), new Method("A.java toString", 6));
  }

  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(MAIN)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<Method> methodsIn(List<Path> files) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var units = manager.getJavaFileObjectsFromPaths(files);
      var task = (JavacTask) compiler.getTask(null, manager, null, null, null, units);
      var methods = new ArrayList<Method>();
      for (var unit : task.parse()) {
        new MethodScanner(unit, Trees.instance(task)).scan(unit, methods);
      }
      return methods;
    }
  }

  private static final class MethodScanner extends TreeScanner<Void, List<Method>> {

    private final CompilationUnitTree unit;
    private final Trees trees;

    MethodScanner(CompilationUnitTree unit, Trees trees) {
      this.unit = unit;
      this.trees = trees;
    }

    @Override
    public Void visitMethod(MethodTree method, List<Method> methods) {
      var positions = trees.getSourcePositions();
      var first = lineOf(positions.getStartPosition(unit, method));
      var last = lineOf(positions.getEndPosition(unit, method));
      var file = Path.of(unit.getSourceFile().getName()).getFileName();
      methods.add(new Method(file + " " + method.getName(), (int) (last - first + 1)));
      return super.visitMethod(method, methods);
    }

    private long lineOf(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
