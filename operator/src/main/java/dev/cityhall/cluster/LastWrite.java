package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** When the API server wrote an object last, as far as its {@code managedFields} tell. */
public final class LastWrite {

  /**
   * The latest time of a write that changed a field, by the API server's clock, in whole seconds.
   *
   * @throws IllegalArgumentException if the object comes without {@code managedFields}
   */
  public static Instant of(JsonNode object) {
    var latest = Instant.MIN;
    for (var manager : object.at("/metadata/managedFields")) {
      var time = Instant.parse(manager.path("time").asText());
      latest = time.isAfter(latest) ? time : latest;
    }
    if (latest.equals(Instant.MIN)) {
      throw new IllegalArgumentException(
          "no managedFields in " + object.at("/metadata/name").asText());
    }
    return latest;
  }

  private LastWrite() {}
}
