package dev.cityhall.report;

import static java.util.Objects.requireNonNull;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.NativeQuota;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A namespace that has used up what it has of a key, or nearly, and what can be done. Pure.
 *
 * @param priorityClass the PriorityClass whose pods alone are limited so; empty: everything
 * @param isFull whether nothing is left; else a tenth or less
 * @param todo sentence for people, in words of their own resources
 */
public record Limit(
    String namespace,
    String priorityClass,
    QuotaKey key,
    long used,
    long hard,
    boolean isFull,
    String todo) {

  private static final int NEARLY = 10;

  /** The limits that a namespace is at, by key. */
  public static List<Limit> of(DepartmentPicture picture, String namespace) {
    var quota = requireNonNull(picture.quotas().get(namespace), namespace);
    var limits = new ArrayList<Limit>();
    for (var key : quota.hard().keys()) {
      var used = quota.used().orZero(key);
      var hard = quota.hard().orZero(key);
      if (concerns(picture, namespace, key, used) && hard - used <= hard / NEARLY) {
        var isFull = used >= hard;
        limits.add(
            new Limit(
                namespace,
                picture.priorityClass(),
                key,
                used,
                hard,
                isFull,
                todo(picture, quota, namespace, key)));
      }
    }
    return limits;
  }

  /**
   * What nobody was granted is no limit that is met by chance; nor is a share of nothing, in which
   * nothing was tried to be used, at home.
   */
  private static boolean concerns(
      DepartmentPicture picture, String namespace, QuotaKey key, long used) {
    var isBudgeted = picture.grants().isEmpty() || picture.budget().orZero(key) > 0;
    return used > 0 || (isBudgeted && picture.grants().isPresent() && !picture.isHome(namespace));
  }

  private static String todo(
      DepartmentPicture picture, NativeQuota quota, String namespace, QuotaKey key) {
    if (picture.grants().isEmpty()) {
      return "whether the department has room elsewhere cannot be told without reading its grants";
    }
    var over = picture.over().orZero(key);
    if (over > 0) {
      return ("%s uses %s more than its budget of %s: running pods are kept and nothing"
              + " new starts until the use has fallen; end what is not needed, or ask for a grant")
          .formatted(
              picture.who(),
              Amounts.text(key, over),
              Amounts.text(key, picture.budget().orZero(key)));
    }
    var free = picture.headroom().orZero(key);
    if (free == 0) {
      return ("%s has used its whole budget of %s: ask for a grant of %s"
              + " (resourcequotas.cityhall.dev, spec.department: %s%s), or end what is not needed")
          .formatted(
              picture.who(),
              Amounts.text(key, picture.budget().orZero(key)),
              key,
              picture.department(),
              picture.scope());
    }
    return "%s has %s left elsewhere: %s"
        .formatted(
            picture.who(), Amounts.text(key, free), howToGetIt(picture, quota, namespace, key));
  }

  private static String howToGetIt(
      DepartmentPicture picture, NativeQuota quota, String namespace, QuotaKey key) {
    var place = picture.place(namespace);
    var grants = picture.grantsOf(key);
    var ceiling = grants.stream().mapToLong(g -> g.ceilingOf(place, key)).sum();
    if (ceiling <= quota.hard().orZero(key)) {
      return "the ceiling of this namespace in %s stops it; raise distribution.shares[].ceiling of %s there"
          .formatted(names(grants), key);
    }
    if (grants.stream().anyMatch(GrantPicture::isElastic)) {
      return "it moves here by itself soon after a pod was refused; a pod that no controller makes"
          + " has to be created again";
    }
    return "give this namespace more of it in %s, by distribution.shares[].weight or guarantee, or set distribution.mode: Elastic"
        .formatted(names(grants));
  }

  private static String names(List<GrantPicture> grants) {
    return (grants.size() == 1 ? "grant " : "grants ")
        + grants.stream().map(GrantPicture::name).collect(Collectors.joining(", "));
  }
}
