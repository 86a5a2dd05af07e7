package dev.cityhall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.testing.Await;
import dev.cityhall.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists and events in one order, on a real control plane. */
class FeedTest {

  private static final Ref LATE = new Ref(ObjectKind.SERVICE_ACCOUNT, "default", "came-late");
  private static final KubernetesClient ADMIN = ControlPlane.shared().admin();
  private static final ApiServer API = new ApiServer(ADMIN, (verb, plural) -> {});

  private final Teller witness = new Teller(() -> {});
  private final Feed witnessing = feed(witness);
  private final Teller teller = new Teller(this::createLate);
  private final Feed feed = feed(teller);

  @AfterEach
  void close() {
    feed.close();
    witnessing.close();
    ADMIN.serviceAccounts().inNamespace(LATE.namespace()).withName(LATE.name()).delete();
  }

  /** Told before the list and after it, the charge of a pod would be taken for two. */
  @Test
  void whatComesWhileItListsAnewIsToldOnceAndAfterTheList() {
    witnessing.read();
    Await.until("the witness's list", () -> witness.told.contains("list"));
    feed.read();
    Await.until("the first list", feed::isWatching);

    teller.isAgain = true;
    feed.read();

    Await.until("the event", () -> teller.told.size() == 3, () -> teller.told);
    assertThat(teller.told).containsExactly("list", "list", "ADDED came-late");
  }

  /** Comes after the list was read and before it is taken in, and others have been told of it. */
  private void createLate() {
    API.create(
        LATE,
        Serialization.unmarshal(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: came-late}", JsonNode.class));
    Await.until("a watch tells it", () -> witness.told.contains("ADDED came-late"));
  }

  private static Feed feed(Feed.Reader reader) {
    return new Feed(ADMIN, ObjectKind.SERVICE_ACCOUNT, null, reader);
  }

  /** Writes down what it is told of the one object. */
  private static final class Teller implements Feed.Reader {

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Runnable afterList;
    private volatile boolean isAgain;

    Teller(Runnable afterList) {
      this.afterList = afterList;
    }

    @Override
    public Feed.Listing list() {
      var list = API.listPage(ObjectKind.SERVICE_ACCOUNT, 1, "");
      if (isAgain) {
        afterList.run();
      }
      var version = list.at("/metadata/resourceVersion").asText();
      return new Feed.Listing(version, () -> told.add("list"));
    }

    @Override
    public void receive(Watcher.Action action, GenericKubernetesResource object) {
      if (object.getMetadata().getName().equals(LATE.name())) {
        told.add(action + " " + LATE.name());
      }
    }
  }
}
