package dev.cityhall.cluster;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the {@link Mirror} remembers: the newest version of each object, by kind and department. */
final class Memory {

  private final Map<ObjectKind, Map<Ref, Observed>> kinds = new EnumMap<>(ObjectKind.class);
  private final Map<String, Map<Ref, Observed>> departments = new HashMap<>();

  synchronized Optional<Observed> get(Ref ref) {
    return Optional.ofNullable(ofKind(ref.kind()).get(ref));
  }

  synchronized List<Observed> ofDepartment(String department) {
    return List.copyOf(departments.getOrDefault(department, Map.of()).values());
  }

  synchronized Set<String> departments() {
    return Set.copyOf(departments.keySet());
  }

  synchronized Set<String> names(ObjectKind kind) {
    var names = new TreeSet<String>();
    ofKind(kind).keySet().forEach(ref -> names.add(ref.name()));
    return names;
  }

  synchronized Collection<Observed> all(ObjectKind kind) {
    return List.copyOf(ofKind(kind).values());
  }

  /**
   * Takes an object in, unless it is older than what is known.
   *
   * @return what was known before; the object itself if it is old
   */
  synchronized Optional<Observed> put(Observed observed) {
    var known = ofKind(observed.ref().kind());
    var before = known.get(observed.ref());
    if (before != null && before.version() >= observed.version()) {
      return Optional.of(observed);
    }
    known.put(observed.ref(), observed);
    if (before != null && !before.department().equals(observed.department())) {
      unlink(before);
    }
    if (isLinked(observed)) {
      departments
          .computeIfAbsent(observed.department(), d -> new HashMap<>())
          .put(observed.ref(), observed);
    }
    return Optional.ofNullable(before);
  }

  /**
   * Forgets the object of this uid.
   *
   * @return false if it was not known
   */
  synchronized boolean remove(Ref ref, String uid) {
    var known = ofKind(ref.kind()).get(ref);
    if (known == null || !known.uid().equals(uid)) {
      return false;
    }
    ofKind(ref.kind()).remove(ref);
    unlink(known);
    return true;
  }

  private Map<Ref, Observed> ofKind(ObjectKind kind) {
    return kinds.computeIfAbsent(kind, k -> new HashMap<>());
  }

  private void unlink(Observed observed) {
    var siblings = departments.get(observed.department());
    if (siblings != null && siblings.remove(observed.ref()) != null && siblings.isEmpty()) {
      departments.remove(observed.department());
    }
  }

  private static boolean isLinked(Observed observed) {
    return !observed.department().isEmpty()
        && observed.ref().kind() != ObjectKind.DEPARTMENT_TENANT;
  }
}
