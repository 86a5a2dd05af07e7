package dev.cityhall.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The operator's log, one JSON object a line, for people to read. */
final class OperatorLog {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path file;

  OperatorLog(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** As it is; empty where there is none. */
  String text() {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The last lines: time, level, message and, if there is one, the exception. */
  List<String> tail(int count) {
    var lines = text().lines().toList();
    return lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
        .map(this::readable)
        .toList();
  }

  private String readable(String line) {
    try {
      var event = mapper.readTree(line);
      return event.has("formattedMessage") ? readable(event) : line;
    } catch (JsonProcessingException e) {
      return line; // of the JVM itself
    }
  }

  private static String readable(JsonNode event) {
    var time = TIME.format(Instant.ofEpochMilli(event.path("timestamp").asLong()));
    var text =
        "%s %-5s %s"
            .formatted(time, event.path("level").asText(), event.path("formattedMessage").asText());
    var thrown = event.path("throwable");
    return thrown.isObject()
        ? text
            + " (%s: %s)"
                .formatted(thrown.path("className").asText(), thrown.path("message").asText())
        : text;
  }
}
