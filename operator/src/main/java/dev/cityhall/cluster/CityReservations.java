package dev.cityhall.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CitySpec;
import dev.cityhall.api.CityStatus.Reservation;
import dev.cityhall.api.CityStatus.Reservations;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reservations of the city's pool, in the status of the City, by compare-and-swap. */
public final class CityReservations {

  private static final Ref CITY = new Ref(ObjectKind.CITY, "", "city");

  private final ApiServer api;
  private final ObjectMapper mapper;

  /**
   * @param mapper reads and writes the City; the client's own
   */
  public CityReservations(ApiServer api, ObjectMapper mapper) {
    this.api = api;
    this.mapper = mapper;
  }

  /**
   * The City as the API server has it now.
   *
   * @param reservations turn 0 and none before the first
   */
  public record Page(CitySpec spec, Reservations reservations, JsonNode city) {}

  /** Empty if there is no City. */
  public Optional<Page> read() {
    try {
      return Optional.of(page(api.get(CITY)));
    } catch (ApiFailure.NotFound e) {
      return Optional.empty();
    }
  }

  private Page page(JsonNode city) {
    var reserved = city.at("/status/reservations");
    try {
      return new Page(
          mapper.treeToValue(city.path("spec"), CitySpec.class),
          reserved.isObject()
              ? mapper.treeToValue(reserved, Reservations.class)
              : new Reservations(0, List.of()),
          city);
    } catch (JsonProcessingException e) {
      throw ApiFailure.of(0, "City/city cannot be read: " + e.getOriginalMessage());
    }
  }

  /**
   * Writes the next turn.
   *
   * @throws ApiFailure.Conflict if the City has changed since the page was read
   */
  public void write(Page page, List<Reservation> grants) {
    ObjectNode patch = mapper.createObjectNode();
    var next = new Reservations(page.reservations().turn() + 1, grants);
    patch.putObject("status").set("reservations", mapper.valueToTree(next));
    api.patchStatus(CITY, Applier.atVersionOf(page.city(), patch));
  }

  /**
   * Compares what is known of the grants with what the API server has now. One that is not known
   * yet and has nothing in force, and one that is gone, say nothing of the room that is taken.
   *
   * @param known versions of the grants by name
   * @throws ApiFailure.Conflict if the caller is behind
   */
  public void requireCurrent(Map<String, String> known) {
    for (var grant : api.listAll(ObjectKind.DEPARTMENT_QUOTA, "").path("items")) {
      var metadata = grant.path("metadata");
      var seen = known.get(metadata.path("name").asText());
      var isNews =
          seen == null
              ? !grant.at("/status/granted").isEmpty()
              : !seen.equals(metadata.path("resourceVersion").asText());
      if (isNews) {
        throw ApiFailure.of(
            409,
            "the watch of grants is behind at %s; decided again soon"
                .formatted(metadata.path("name").asText()));
      }
    }
  }
}
