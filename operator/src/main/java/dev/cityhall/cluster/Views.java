package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cityhall.api.CityHall;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the DepartmentViews: one in each namespace of a department. */
public final class Views {

  private static final String NAME = "cityhall";
  private static final String STATUS = "status";

  private final ApiServer api;
  private final ObjectMapper mapper = new ObjectMapper();

  public Views(ApiServer api) {
    this.api = api;
  }

  /** The content of every view, by namespace. */
  public Map<String, JsonNode> all() {
    var contents = new HashMap<String, JsonNode>();
    for (var item : api.listAll(ObjectKind.DEPARTMENT_VIEW, Mirror.OURS).path("items")) {
      if (item.at("/metadata/name").asText().equals(NAME)) {
        contents.put(item.at("/metadata/namespace").asText(), item.path(STATUS));
      }
    }
    return contents;
  }

  /**
   * Makes the view of a namespace as given, by one request where it is as it was left.
   *
   * @param before content as it was left; null where there is no view yet
   * @throws ApiFailure if the API server did not carry it out
   */
  public void write(
      String namespace, String department, @Nullable JsonNode before, JsonNode content) {
    var ref = new Ref(ObjectKind.DEPARTMENT_VIEW, namespace, NAME);
    if (before == null) {
      try {
        api.create(ref, view(namespace, department, content));
      } catch (ApiFailure.Conflict e) {
        replace(ref, api.get(ref).path(STATUS), content);
      }
      return;
    }
    try {
      replace(ref, before, content);
    } catch (ApiFailure.NotFound e) {
      api.create(ref, view(namespace, department, content));
    }
  }

  private void replace(Ref ref, JsonNode before, JsonNode content) {
    var patch = mapper.createObjectNode();
    patch.set(STATUS, OwnedFields.replacement(content, before));
    api.patch(ref, patch);
  }

  private ObjectNode view(String namespace, String department, JsonNode content) {
    var view = mapper.createObjectNode();
    view.put("apiVersion", ObjectKind.DEPARTMENT_VIEW.apiVersion());
    view.put("kind", ObjectKind.DEPARTMENT_VIEW.kind());
    var metadata = view.putObject("metadata").put("name", NAME).put("namespace", namespace);
    metadata
        .putObject("labels")
        .put(CityHall.MANAGED_BY, CityHall.MANAGER)
        .put(CityHall.DEPARTMENT, department);
    view.set(STATUS, content);
    return view;
  }
}
