package dev.cityhall.quota;

/**
 * One budget: a plane of a department.
 *
 * @param department its code
 */
record Account(String department, Plane plane) {

  /** In words, as the subject of a sentence. */
  @Override
  public String toString() {
    return plane.isWhole()
        ? "department " + department
        : "department %s, by its grants for pods of PriorityClass %s,"
            .formatted(department, plane.priorityClass());
  }
}
