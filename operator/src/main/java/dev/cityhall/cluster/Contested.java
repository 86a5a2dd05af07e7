package dev.cityhall.cluster;

/** Somebody else changes an object of ours as fast as it is repaired; we stand back for a while. */
public final class Contested extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Contested(Ref ref, int repairs, String managers) {
    super(
        "%s was changed by %s and repaired %d times within a minute; it is now repaired once a minute at most. Stop the other manager, or take the object out of its care."
            .formatted(ref, managers, repairs));
  }
}
