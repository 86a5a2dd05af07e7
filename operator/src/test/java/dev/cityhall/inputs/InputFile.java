package dev.cityhall.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One file of inputs.
 *
 * <p>Two shorthands, both valid YAML, keep long ones readable: {@code <a x 64>} stands for 64 times
 * the letter, and a line that ends in {@code # x65} for 65 such lines, with {@code <n>} counting
 * them from 1.
 *
 * @param kind the kind in lower case, as the folder says
 * @param rule the rule, as the file's name says: path of the field and keyword of the schema
 * @param text the file's text
 */
record InputFile(String kind, String rule, String text) {

  private static final Path FOLDER = Path.of("src", "test", "resources", "inputs");
  private static final String EXPECTED = "# refused: ";
  private static final Pattern REPEATED_LINE = Pattern.compile("(.*) # x(\\d+)");
  private static final Pattern REPEATED_LETTER = Pattern.compile("<(\\S) x (\\d+)>");
  private static final Pattern DOCUMENT_START = Pattern.compile("(?m)^---$");

  /** Those that must be accepted, by path. */
  static List<InputFile> accepted() {
    return in(FOLDER.resolve("accepted"));
  }

  /** Those that must be refused, by path. */
  static List<InputFile> rejected() {
    return in(FOLDER.resolve("rejected"));
  }

  private static List<InputFile> in(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().map(InputFile::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputFile read(Path file) {
    try {
      var name = file.getFileName().toString();
      var kind = file.getParent().getFileName().toString();
      return new InputFile(kind, name.replaceFirst("\\.yaml$", ""), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return kind + "/" + rule;
  }

  /** What the API server's answer must contain. */
  String expected() {
    var firstLine = text.lines().findFirst().orElse("");
    if (!firstLine.startsWith(EXPECTED)) {
      throw new IllegalStateException(name() + " does not begin with '" + EXPECTED + "'");
    }
    return letters(firstLine.substring(EXPECTED.length()));
  }

  /** The resources; of two, the first is there before the second is sent as its update. */
  List<JsonNode> documents() {
    var lines = text.lines().flatMap(InputFile::lines).collect(Collectors.joining("\n"));
    return DOCUMENT_START
        .splitAsStream(letters(lines))
        .filter(Predicate.not(String::isBlank))
        .map(document -> Serialization.unmarshal(document, JsonNode.class))
        .toList();
  }

  private static Stream<String> lines(String line) {
    var repeated = REPEATED_LINE.matcher(line);
    return repeated.matches()
        ? IntStream.rangeClosed(1, Integer.parseInt(repeated.group(2)))
            .mapToObj(n -> repeated.group(1).replace("<n>", Integer.toString(n)))
        : Stream.of(line);
  }

  private static String letters(String text) {
    return REPEATED_LETTER
        .matcher(text)
        .replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
  }
}
