/**
 * The custom resources of group {@code cityhall.dev} as records: what a city declares and what it
 * reads back.
 *
 * <p>Start with {@link dev.cityhall.api.DepartmentTenant}. Records hold no logic beyond turning an
 * absent list or map into an empty one; every field has a description, which becomes the schema
 * under {@code crds/}. Knows no other room.
 */
@NullMarked
package dev.cityhall.api;

import org.jspecify.annotations.NullMarked;
