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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the city asks for one department. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.deletionOrders) || self.deletionOrders.size() == 0 || self.deletionPolicy =="
            + " 'Delete'",
    message =
        "deletionOrders: namespaces are deleted only under deletionPolicy: Delete; set it, or"
            + " remove the orders",
    fieldPath = ".deletionOrders")
public record DepartmentTenantSpec(
    @Required
        @Size(min = 1, max = 100)
        @JsonPropertyDescription(
            "Full name of the department, in the city's own language, such as 济南市财政局.")
        String displayName,
    @Size(max = 100)
        @JsonPropertyDescription("Name of the department in English, for reports; optional.")
        @Nullable String englishName,
    @Default("2")
        @Min(1)
        @Max(3)
        @JsonPropertyDescription(
            "Protection level of GB/T 22239-2019 (等保): 1 and 2 enforce the Pod Security level"
                + " `baseline` (2 also warns by `restricted`), 3 enforces `restricted`.")
        @Nullable Integer protectionLevel,
    @Size(max = 128)
        @JsonPropertyDescription("Who may act for the department, by role; a subject per entry.")
        List<Member> members,
    @Size(max = 64)
        @JsonPropertyDescription("Business systems; each of their environments is a namespace.")
        List<BusinessSystem> systems,
    @Size(max = 16)
        @ValidationRule(
            value = "self.all(d, " + Rules.IS_DOMAIN + ")",
            message = Rules.DOMAIN_MESSAGE,
            messageExpression =
                "self.filter(d, !" + Rules.IS_DOMAIN + ")[0] + ': " + Rules.DOMAIN_MESSAGE + "'")
        @JsonPropertyDescription(
            "Host name suffixes of the department, such as finance.jinan.gov.cn; none may be"
                + " another department's.")
        List<
                @Size(min = 3, max = 253)
                @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$")
                String>
            domains,
    @JsonPropertyDescription("Storage classes that the department may use.")
        @Nullable Storage storage,
    @Size(max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Node pool of the department's pods; written to the namespaces as label and node"
                + " selector annotation.")
        @Nullable String nodePool,
    @JsonPropertyDescription("Platform namespaces that the walls let through, besides DNS.")
        @Nullable Network network,
    @Default("Retain")
        @JsonPropertyDescription(
            "What may happen to a namespace that leaves the spec. `Retain` keeps it, walled and"
                + " empty of access; `Delete` also lets deletionOrders delete it. Deleting this"
                + " resource never deletes a namespace.")
        @Nullable DeletionPolicy deletionPolicy,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Namespaces to delete, each named with its uid; a namespace of another uid is not"
                + " touched.")
        List<DeletionOrder> deletionOrders,
    @Default("false")
        @JsonPropertyDescription(
            "When true no new pod starts and Owners and Developers lose access; running pods, data"
                + " and walls stay.")
        @Nullable Boolean suspended) {

  public DepartmentTenantSpec {
    members = Absent.toEmpty(members);
    systems = Absent.toEmpty(systems);
    domains = Absent.toEmpty(domains);
    deletionOrders = Absent.toEmpty(deletionOrders);
  }

  /** What may happen to a namespace that leaves the spec. */
  public enum DeletionPolicy {
    @JsonProperty("Retain")
    RETAIN,
    @JsonProperty("Delete")
    DELETE
  }

  /** Role of a member; each is an own, unaggregated ClusterRole of the chart. */
  public enum Role {
    @JsonProperty("Owner")
    OWNER,
    @JsonProperty("Developer")
    DEVELOPER,
    @JsonProperty("Viewer")
    VIEWER,
    @JsonProperty("Auditor")
    AUDITOR
  }

  /** Kind of a subject, as in {@code rbac.authorization.k8s.io/v1}. */
  public enum SubjectKind {
    @JsonProperty("User")
    USER,
    @JsonProperty("Group")
    GROUP,
    @JsonProperty("ServiceAccount")
    SERVICE_ACCOUNT
  }

  /** One subject in one role. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "(self.kind == 'ServiceAccount') == has(self.namespace)",
      message = "members: a ServiceAccount needs its namespace, a User or Group has none",
      fieldPath = ".namespace")
  @ValidationRule(
      value = "self.kind == 'ServiceAccount' || !self.name.startsWith('system:')",
      message =
          "members: names that begin with `system:` (such as system:authenticated or"
              + " system:masters) are Kubernetes' own; name a user or group of the department",
      fieldPath = ".name")
  @ValidationRule(
      value =
          "self.kind != 'ServiceAccount'"
              + " || self.name.matches('^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$')",
      message =
          "members: the name of a ServiceAccount is lower-case letters, digits, hyphens and dots,"
              + " such as deployer, without its namespace; that goes into namespace",
      fieldPath = ".name")
  public record Member(
      @Required
          @JsonPropertyDescription(
              "Owner (all but secrets of the platform), Developer (deploys), Viewer (reads, no"
                  + " secrets), Auditor (reads configuration and events).")
          Role role,
      @Required @JsonPropertyDescription("User, Group or ServiceAccount.") SubjectKind kind,
      @Required
          @Size(min = 1, max = 253)
          @JsonPropertyDescription("Name of the subject as the cluster's authentication gives it.")
          String name,
      @Size(max = 63)
          @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
          @JsonPropertyDescription("Namespace of a ServiceAccount; absent for users and groups.")
          @Nullable String namespace) {}

  /** One business system. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record BusinessSystem(
      @Required
          @Size(min = 1, max = 30)
          @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")
          @ValidationRule(value = Rules.SYSTEM, message = Rules.SYSTEM_MESSAGE)
          @JsonPropertyDescription("Code of the system, the middle part of its namespaces' names.")
          String name,
      @Size(max = 100) @JsonPropertyDescription("Full name of the system, such as 预算管理一体化系统.")
          @Nullable String displayName,
      @Required
          @Size(min = 1, max = 8)
          @JsonPropertyDescription("Environments of the system; each is one namespace.")
          List<Environment> environments) {

    public BusinessSystem {
      environments = Absent.toEmpty(environments);
    }
  }

  /** One environment of a system: one namespace. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Environment(
      @Required
          @Size(min = 1, max = 10)
          @Pattern("^[a-z][a-z0-9]*$")
          @ValidationRule(value = Rules.CODE, message = Rules.ENVIRONMENT_MESSAGE)
          @JsonPropertyDescription("Code of the environment, such as prod, test or dev.")
          String name,
      @JsonPropertyDescription(
              "Absent: false. When true, a namespace of this name that exists already and is not"
                  + " CityHall's is taken over with all that runs in it; its `default`"
                  + " ServiceAccount loses the automounted token; needs the right `adopt` on"
                  + " departmenttenants.cityhall.dev.")
          @Nullable Boolean adopt,
      @Size(max = 16)
          @JsonPropertyDescription("Volumes that the namespace is given from its first day.")
          List<Volume> volumes) {

    public Environment {
      volumes = Absent.toEmpty(volumes);
    }
  }

  /** One declared volume: a PersistentVolumeClaim that is created once and never deleted by us. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Volume(
      @Required
          @Size(min = 1, max = 63)
          @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
          @JsonPropertyDescription("Name of the PersistentVolumeClaim.")
          String name,
      @Required
          @Size(min = 1, max = 63)
          @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$")
          @JsonPropertyDescription("StorageClass of the volume; must be among storage.classes.")
          String storageClass,
      @Required
          @Size(min = 1, max = 24)
          @Pattern("^[1-9][0-9]*(Mi|Gi|Ti|Pi)$")
          @ValidationRule(
              value = "self.matches('^[1-9][0-9]*(Mi|Gi|Ti|Pi)$')",
              message =
                  "the size of a volume is a whole number above 0 and one of Mi, Gi, Ti and Pi,"
                      + " such as 10Gi")
          @JsonPropertyDescription("Size, such as 10Gi; may grow, never shrink.")
          String size,
      @Pattern("^(ReadWriteOnce|ReadOnlyMany|ReadWriteMany|ReadWriteOncePod)$")
          @JsonPropertyDescription("Access mode of the volume; absent: ReadWriteOnce.")
          @Nullable String accessMode) {}

  /** Storage that the department may use. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Storage(
      @Size(max = 32)
          @JsonPropertyDescription(
              "StorageClasses granted; every other class of the cluster has quota 0.")
          List<@Size(min = 1, max = 63) @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$") String>
              classes) {

    public Storage {
      classes = Absent.toEmpty(classes);
    }
  }

  /** Platform namespaces that the walls let through. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Network(
      @Size(max = 8)
          @JsonPropertyDescription(
              "Namespaces of ingress controllers that may reach the department's pods; absent: the"
                  + " City's.")
          @Nullable
              List<@Size(min = 1, max = 63) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") String>
              ingressNamespaces,
      @Size(max = 8)
          @JsonPropertyDescription(
              "Namespaces of the monitoring that may scrape the department's pods; absent: the"
                  + " City's.")
          @Nullable
              List<@Size(min = 1, max = 63) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") String>
              monitoringNamespaces) {}

  /** An explicit order to delete one namespace. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DeletionOrder(
      @Required
          @Size(min = 1, max = 63)
          @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
          @JsonPropertyDescription("Name of the namespace to delete.")
          String namespace,
      @Required
          @Size(min = 1, max = 64)
          @Pattern("^[-0-9a-zA-Z]+$")
          @JsonPropertyDescription("metadata.uid of that namespace; status.namespaces lists it.")
          String uid,
      @JsonPropertyDescription(
              "`Retain`, also when absent, keeps a namespace that has PersistentVolumeClaims;"
                  + " `Delete` deletes them with it.")
          @Nullable DeletionPolicy volumes) {}
}
