package dev.cityhall.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One department on the shared cluster. Cluster-scoped; its name is the department's code in the
 * city register and the stem of its namespaces: {@code <department>} and {@code
 * <department>-<system>-<environment>}.
 */
@Group(CityHall.GROUP)
@Version(CityHall.VERSION)
@ShortNames("dt")
@Categories("cityhall")
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z][a-z0-9]{0,19}$')",
    message =
        "metadata.name is the department's code: 1 to 20 lower-case letters and digits, a letter"
            + " first, no hyphen; put the full name in spec.displayName")
@ValidationRule(
    value = "!self.metadata.name.startsWith('kube') && !(self.metadata.name in ['default'])",
    message =
        "metadata.name: `default` and names that begin with `kube` belong to Kubernetes; choose"
            + " another code for the department")
@AdditionalPrinterColumn(
    name = "Department",
    jsonPath = ".spec.displayName",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Level",
    jsonPath = ".spec.protectionLevel",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Namespaces",
    jsonPath = ".status.summary",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Suspended",
    jsonPath = ".spec.suspended",
    type = AdditionalPrinterColumn.Type.BOOLEAN,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type=='Ready')].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type=='Ready')].message",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class DepartmentTenant extends CustomResource<DepartmentTenantSpec, DepartmentTenantStatus> {

  private static final long serialVersionUID = 1L;
}
