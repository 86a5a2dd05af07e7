package dev.cityhall.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.api.CityHall;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster has of ours, kept as digests: about 1 KB a namespace where whole objects take
 * 75.
 *
 * <p>Filled by one watch per kind over all namespaces, selected by our label, and by the answers to
 * our own writes, so that a decision never rests on a state older than our last write. An answer or
 * event that is older than what is known is dropped.
 */
public final class Mirror implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Mirror.class);

  /** Label selector of what is ours. */
  static final String OURS = CityHall.MANAGED_BY + "=" + CityHall.MANAGER;

  /** Kinds watched whole: they carry no label of ours. */
  private static final Set<ObjectKind> UNLABELLED =
      EnumSet.of(ObjectKind.STORAGE_CLASS, ObjectKind.DEPARTMENT_TENANT);

  private static final Set<ObjectKind> WATCHED =
      EnumSet.of(
          ObjectKind.NAMESPACE,
          ObjectKind.RESOURCE_QUOTA,
          ObjectKind.LIMIT_RANGE,
          ObjectKind.SERVICE_ACCOUNT,
          ObjectKind.VOLUME_CLAIM,
          ObjectKind.NETWORK_POLICY,
          ObjectKind.ROLE_BINDING,
          ObjectKind.STORAGE_CLASS,
          ObjectKind.DEPARTMENT_TENANT);

  private final ApiServer api;
  private final Map<ObjectKind, Feed> feeds = new EnumMap<>(ObjectKind.class);
  private final CountDownLatch listed = new CountDownLatch(WATCHED.size());
  private final List<Consumer<Observed>> listeners = new CopyOnWriteArrayList<>();
  private final List<QuotaFeed> quotaFeeds = new CopyOnWriteArrayList<>();
  private final Memory memory = new Memory();

  /** Digests that a write of ours, now under way, will bring about. */
  private final Map<Ref, String> expected = new ConcurrentHashMap<>();

  public Mirror(KubernetesClient client, ApiServer api) {
    this.api = api;
    for (var kind : WATCHED) {
      feeds.put(kind, new Feed(client, kind, selector(kind), new KindReader(kind)));
    }
  }

  private static @Nullable String selector(ObjectKind kind) {
    return UNLABELLED.contains(kind) ? null : OURS;
  }

  /** Calls the listener with each object that came, went or changed in a way that can matter. */
  public void onChange(Consumer<Observed> listener) {
    listeners.add(listener);
  }

  /** Hands on every list and event of native quotas, from the next list on. */
  void onQuotas(QuotaFeed feed) {
    quotaFeeds.add(feed);
  }

  /** Starts the watches; they are kept up for ever, whatever fails. */
  public void start() {
    feeds.values().forEach(Feed::read);
  }

  /**
   * Waits for the first lists.
   *
   * @return false if a kind could not be listed in time; the watches go on trying
   */
  public boolean awaitSynced(Duration atMost) throws InterruptedException {
    var isSynced = listed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (!isSynced) {
      log.warn("not every kind could be listed in {}; tried on", atMost);
    }
    return isSynced;
  }

  /**
   * Reads everything anew and takes in what the watches may have missed; one LIST a kind.
   *
   * @throws ApiFailure if a kind could not be listed
   */
  public void verify() {
    WATCHED.forEach(this::verify);
  }

  /** {@link #verify()} of one kind. */
  public void verify(ObjectKind kind) {
    takeIn(kind, list(kind));
  }

  private JsonNode list(ObjectKind kind) {
    return api.listAll(kind, Objects.requireNonNullElse(selector(kind), ""));
  }

  private void takeIn(ObjectKind kind, JsonNode list) {
    var asOf = list.at("/metadata/resourceVersion").asLong();
    var found = new HashSet<Ref>();
    for (var item : list.path("items")) {
      found.add(see(kind, item).ref());
    }
    all(kind).stream()
        .filter(known -> known.version() <= asOf && !found.contains(known.ref()))
        .filter(gone -> memory.remove(gone.ref(), gone.uid()))
        .forEach(this::tell);
  }

  /** Whether every watch is up. */
  public boolean isWatching() {
    return feeds.values().stream().allMatch(Feed::isWatching);
  }

  public Optional<Observed> get(Ref ref) {
    return memory.get(ref);
  }

  /** Everything that carries the department's label. */
  public List<Observed> ofDepartment(String department) {
    return memory.ofDepartment(department);
  }

  /** Departments that have at least one object here. */
  public Set<String> departments() {
    return memory.departments();
  }

  /** Names of all objects of a cluster-scoped kind, sorted. */
  public Set<String> names(ObjectKind kind) {
    return memory.names(kind);
  }

  /** All objects of one kind. */
  public Collection<Observed> all(ObjectKind kind) {
    return memory.all(kind);
  }

  /**
   * Runs a write of ours. Until it is answered, a watch event that shows just what it brings about
   * is its echo and wakes nobody.
   *
   * @param digest digest of the object as the write makes it
   */
  <T> T whileWriting(Ref ref, String digest, Supplier<T> write) {
    expected.put(ref, digest);
    try {
      return write.get();
    } finally {
      expected.remove(ref);
    }
  }

  /** Takes in the answer to a write of ours. */
  Observed remember(ObjectKind kind, JsonNode answer) {
    var observed = Observed.of(kind, answer);
    memory.put(observed);
    return observed;
  }

  /** Takes in that an object is gone, by an answer of the API server. */
  void forget(Ref ref) {
    get(ref).ifPresent(known -> memory.remove(known.ref(), known.uid()));
  }

  /** Turns lists and watch events of one kind into digests. */
  private final class KindReader implements Feed.Reader {

    private final ObjectKind kind;
    private boolean isListed;

    KindReader(ObjectKind kind) {
      this.kind = kind;
    }

    @Override
    public Feed.Listing list() {
      var list = Mirror.this.list(kind);
      return new Feed.Listing(list.at("/metadata/resourceVersion").asText(), () -> takeIn(list));
    }

    private void takeIn(JsonNode list) {
      Mirror.this.takeIn(kind, list);
      quotaFeeds().forEach(feed -> feed.listed(list));
      if (!isListed) {
        isListed = true;
        listed.countDown();
      }
    }

    @Override
    public void receive(Watcher.Action action, GenericKubernetesResource object) {
      switch (action) {
        case BOOKMARK -> {
          // Says nothing about an object.
        }
        case DELETED -> gone(object);
        default -> see(object);
      }
    }

    private List<QuotaFeed> quotaFeeds() {
      return kind == ObjectKind.RESOURCE_QUOTA ? quotaFeeds : List.of();
    }

    private void gone(GenericKubernetesResource object) {
      var ref = refOf(object);
      var known = get(ref);
      if (memory.remove(ref, object.getMetadata().getUid())) {
        known.ifPresent(Mirror.this::tell);
      }
      quotaFeeds().forEach(feed -> feed.gone(ref));
    }

    /** Most events show what the answer to a write of ours has shown already. */
    private void see(GenericKubernetesResource object) {
      var version = Long.parseLong(object.getMetadata().getResourceVersion());
      if (get(refOf(object)).filter(known -> known.version() >= version).isEmpty()) {
        Mirror.this.see(kind, WatchedObject.treeOf(object, api));
      }
      quotaFeeds().forEach(feed -> feed.seen(WatchedObject.treeOf(object, api)));
    }

    private Ref refOf(GenericKubernetesResource object) {
      var namespace = Objects.requireNonNullElse(object.getMetadata().getNamespace(), "");
      return new Ref(kind, namespace, object.getMetadata().getName());
    }
  }

  private Observed see(ObjectKind kind, JsonNode object) {
    var observed = Observed.of(kind, object);
    var before = memory.put(observed);
    if (observed.digest().equals(expected.get(observed.ref()))) {
      return observed;
    }
    if (before.isEmpty() || observed.differsFrom(before.get())) {
      tell(observed);
      before.filter(b -> !b.department().equals(observed.department())).ifPresent(this::tell);
    }
    return observed;
  }

  private void tell(Observed observed) {
    listeners.forEach(listener -> listener.accept(observed));
  }

  @Override
  public void close() {
    feeds.values().forEach(Feed::close);
  }
}
