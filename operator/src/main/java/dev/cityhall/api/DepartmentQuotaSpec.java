package dev.cityhall.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much capacity a department is granted, for how long and how it is shared out. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.department == oldSelf.department",
    message = "department: a grant stays with its department; delete it and create another",
    fieldPath = ".department")
@ValidationRule(
    value =
        "!has(self.validFrom) || !has(self.validUntil) || timestamp(self.validFrom) <"
            + " timestamp(self.validUntil)",
    message =
        "validUntil: must be later than validFrom, or the grant would never count; correct one of"
            + " them",
    fieldPath = ".validUntil")
@ValidationRule(
    value =
        "!has(self.distribution) || !has(self.distribution.shares) ||"
            + " self.distribution.shares.all(s, (!has(s.guarantee) || s.guarantee.all(k, k in"
            + " self.hard)) && (!has(s.ceiling) || s.ceiling.all(k, k in self.hard)))",
    message =
        "distribution: a guarantee or ceiling names a key that hard does not have; it would have no"
            + " effect, so correct the key or add it to hard",
    fieldPath = ".distribution")
@ValidationRule(
    value =
        "!has(self.distribution) || ((!has(self.distribution.surge) || self.distribution.surge.all("
            + "k, k in self.hard)) && (!has(self.distribution.hints) ||"
            + " self.distribution.hints.all(h, h.amounts.all(k, k in self.hard))))",
    message =
        "distribution: surge or a hint names a key that hard does not have; it would have no"
            + " effect, so correct the key or add it to hard",
    fieldPath = ".distribution")
@ValidationRule(
    value =
        "has(self.priorityClassName) == has(oldSelf.priorityClassName) &&"
            + " (!has(self.priorityClassName) || self.priorityClassName =="
            + " oldSelf.priorityClassName)",
    message = "priorityClassName: a grant stays with what it limits; delete it and create another",
    fieldPath = ".priorityClassName")
@ValidationRule(
    value =
        "!has(self.priorityClassName) || self.hard.all(k, k in ['pods', 'count/pods', 'cpu',"
            + " 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'] ||"
            + " k.matches('^requests[.][^/]+/'))",
    message =
        "hard: a grant with a priorityClassName limits pods alone, by pods, count/pods,"
            + " requests.cpu, requests.memory, limits.cpu, limits.memory and requests.<extended"
            + " resource>; put other keys into a grant without priorityClassName",
    fieldPath = ".hard")
public record DepartmentQuotaSpec(
    @Required
        @Size(min = 1, max = 20)
        @Pattern("^[a-z][a-z0-9]*$")
        @ValidationRule(value = Rules.CODE, message = Rules.DEPARTMENT_MESSAGE)
        @JsonPropertyDescription("Code of the department: the name of its DepartmentTenant.")
        String department,
    @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
        @ValidationRule(value = Rules.PRIORITY_CLASS, message = Rules.PRIORITY_CLASS_MESSAGE)
        @JsonPropertyDescription(
            "Name of a PriorityClass. The amounts then limit the department's pods of this class"
                + " alone, within what its grants without priorityClassName allow to all; all such"
                + " grants of one class add up, and take nothing from the pool. While one exists,"
                + " valid or not, pods of the class start only within their sum. Absent: the"
                + " amounts are a part of the department's budget for everything.")
        @Nullable String priorityClassName,
    @Required
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = Rules.KEYS,
            message = Rules.KEYS_MESSAGE,
            messageExpression = Rules.KEYS_EXPRESSION)
        @ValidationRule(value = Rules.ONCE, message = Rules.ONCE_MESSAGE)
        @ValidationRule(value = Rules.SANE, message = Rules.SANE_MESSAGE)
        @ValidationRule(
            value = Rules.WHOLE,
            message = Rules.WHOLE_MESSAGE,
            messageExpression = Rules.WHOLE_EXPRESSION)
        @JsonPropertyDescription(
            "Amounts by the keys of the native ResourceQuota, such as requests.cpu,"
                + " requests.memory, limits.cpu, limits.memory, pods, persistentvolumeclaims,"
                + " requests.storage, <class>.storageclass.storage.k8s.io/requests.storage,"
                + " count/<resource>.<group>.")
        Map<String, Quantity> hard,
    @Pattern(Rules.TIME) @JsonPropertyDescription("Start of the grant, RFC 3339; absent: at once.")
        @Nullable String validFrom,
    @Pattern(Rules.TIME) @JsonPropertyDescription("End of the grant, RFC 3339; absent: open-ended.")
        @Nullable String validUntil,
    @JsonPropertyDescription(
            "How the grant is shared out over the department's namespaces; absent: evenly.")
        @Nullable Distribution distribution) {

  public DepartmentQuotaSpec {
    hard = Absent.toEmpty(hard);
  }

  /** Of everything. */
  public DepartmentQuotaSpec(
      String department,
      Map<String, Quantity> hard,
      @Nullable String validFrom,
      @Nullable String validUntil,
      @Nullable Distribution distribution) {
    this(department, null, hard, validFrom, validUntil, distribution);
  }

  /** Rule by which a grant is shared out. */
  public enum Mode {
    @JsonProperty("Even")
    EVEN,
    @JsonProperty("Elastic")
    ELASTIC
  }

  /** How a grant is shared out. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.surge) || (has(self.mode) && self.mode == 'Elastic')",
      message =
          "surge: room for roll-outs is kept only with mode Elastic; set distribution.mode:"
              + " Elastic, or leave surge out",
      fieldPath = ".surge")
  @ValidationRule(
      value = "!has(self.hints) || (has(self.mode) && self.mode == 'Elastic')",
      message =
          "hints: capacity is moved by the time of day only with mode Elastic; set"
              + " distribution.mode: Elastic, or leave hints out",
      fieldPath = ".hints")
  public record Distribution(
      @Default("Even")
          @JsonPropertyDescription(
              "`Even`: guarantees first, the rest by weight up to the ceilings. `Elastic`: first"
                  + " what is in use, then guarantees, room for a roll-out, pods that were refused,"
                  + " the next step of autoscalers, and the rest by weight up to the ceilings; idle"
                  + " room moves to where it lacks.")
          @Nullable Mode mode,
      @Size(max = 128)
          @JsonPropertyDescription(
              "Departures from weight 1 without guarantee or ceiling, by namespace; of two for the"
                  + " same namespace the first counts. The home namespace gets nothing.")
          List<Share> shares,
      @Size(max = 64)
          @JsonPropertyDescription(
              "Room above its use that each namespace is kept for one roll-out. Refused pods are"
                  + " served before it, but leave the largest of the other namespaces; a key that"
                  + " is absent has none. Surge absent: the charge of the largest pod there, and at"
                  + " least one pod. Elastic only.")
          Map<String, Quantity> surge,
      @Size(max = 64)
          @JsonPropertyDescription(
              "Busy hours that are known beforehand: capacity wanted in a daily window in the"
                  + " City's time zone. Elastic only.")
          List<Hint> hints) {

    public Distribution {
      shares = Absent.toEmpty(shares);
      surge = Absent.toEmpty(surge);
      hints = Absent.toEmpty(hints);
    }
  }

  /** A day of the week. */
  public enum Day {
    @JsonProperty("Mon")
    MON,
    @JsonProperty("Tue")
    TUE,
    @JsonProperty("Wed")
    WED,
    @JsonProperty("Thu")
    THU,
    @JsonProperty("Fri")
    FRI,
    @JsonProperty("Sat")
    SAT,
    @JsonProperty("Sun")
    SUN
  }

  /** Busy hours of a system, or of one of its environments. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.from != self.until",
      message =
          "until: is the same as from, so that the window would have no length; for the whole day"
              + " write from: \"00:00\" and until: \"24:00\"",
      fieldPath = ".until")
  public record Hint(
      @Required
          @Size(min = 1, max = 30)
          @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")
          @ValidationRule(value = Rules.SYSTEM, message = Rules.SYSTEM_MESSAGE)
          @JsonPropertyDescription("Business system.")
          String system,
      @Size(min = 1, max = 10)
          @Pattern("^[a-z][a-z0-9]*$")
          @ValidationRule(value = Rules.CODE, message = Rules.ENVIRONMENT_MESSAGE)
          @JsonPropertyDescription(
              "Environment; absent: every environment of the system, each with these amounts.")
          @Nullable String environment,
      @Required
          @Size(max = 5)
          @Pattern(Rules.TIME_OF_DAY)
          @ValidationRule(value = Rules.IS_TIME_OF_DAY, message = Rules.TIME_OF_DAY_MESSAGE)
          @JsonPropertyDescription(
              "Start of the window, such as `07:30`. A time that the clocks skip in spring counts"
                  + " as the moment when they skip it.")
          String from,
      @Required
          @Size(max = 5)
          @Pattern(Rules.END_OF_DAY)
          @ValidationRule(value = Rules.IS_END_OF_DAY, message = Rules.END_OF_DAY_MESSAGE)
          @JsonPropertyDescription(
              "End of the window, up to `24:00`; earlier than from: on the next day.")
          String until,
      @Size(max = 7)
          @JsonPropertyDescription("Days on which the window begins; absent or empty: every day.")
          List<Day> days,
      @Required
          @Size(min = 1, max = 64)
          @JsonPropertyDescription(
              "Amounts that the namespace shall have in all during the window, what it uses"
                  + " included: they count as a guarantee. Of several windows at a time the largest"
                  + " counts.")
          Map<String, Quantity> amounts) {

    public Hint {
      days = Absent.toEmpty(days);
      amounts = Absent.toEmpty(amounts);
    }
  }

  /** The part of one namespace, or of all the environments of a system. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Share(
      @Required
          @Size(min = 1, max = 30)
          @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")
          @ValidationRule(value = Rules.SYSTEM, message = Rules.SYSTEM_MESSAGE)
          @JsonPropertyDescription("Business system.")
          String system,
      @Size(min = 1, max = 10)
          @Pattern("^[a-z][a-z0-9]*$")
          @ValidationRule(value = Rules.CODE, message = Rules.ENVIRONMENT_MESSAGE)
          @JsonPropertyDescription("Environment; absent: every environment of the system.")
          @Nullable String environment,
      @Min(0)
          @Max(1000)
          @JsonPropertyDescription(
              "Part of what is left after the guarantees, relative to the other namespaces; absent:"
                  + " 1; 0: guarantee only.")
          @Nullable Integer weight,
      @Size(max = 64)
          @JsonPropertyDescription("Amounts that the namespace gets before any weight counts.")
          Map<String, Quantity> guarantee,
      @Size(max = 64)
          @JsonPropertyDescription(
              "Amounts of this grant that the namespace never gets more of; two grants add up.")
          Map<String, Quantity> ceiling) {

    public Share {
      guarantee = Absent.toEmpty(guarantee);
      ceiling = Absent.toEmpty(ceiling);
    }
  }
}
