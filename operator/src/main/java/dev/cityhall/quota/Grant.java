package dev.cityhall.quota;

import dev.cityhall.measure.Amounts;

/**
 * One grant as the pool sees it.
 *
 * @param name name of the {@code resourcequotas.cityhall.dev} object
 * @param department department that it is for
 * @param created RFC 3339 time of creation: older grants are served first
 * @param asked amounts asked for now; {@link Amounts#NONE} outside the validity
 * @param granted amounts in force by its status, or about to be
 * @param reserved amounts that another decision may still put in force, whatever is asked for now
 */
public record Grant(
    String name,
    String department,
    String created,
    Amounts asked,
    Amounts granted,
    Amounts reserved) {

  /** One that nobody decides about but this time. */
  public Grant(String name, String department, String created, Amounts asked, Amounts granted) {
    this(name, department, created, asked, granted, Amounts.NONE);
  }
}
