package dev.cityhall.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A grant of capacity to a department: {@code resourcequotas.cityhall.dev}, which shares its kind
 * with the core ResourceQuota and is therefore named differently here. A department's budget is the
 * sum of its grants in force.
 */
@Group(CityHall.GROUP)
@Version(CityHall.VERSION)
@Kind("ResourceQuota")
@Plural("resourcequotas")
@Singular("resourcequota")
@ShortNames("dquota")
@Categories("cityhall")
@AdditionalPrinterColumn(
    name = "Department",
    jsonPath = ".spec.department",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "CPU",
    jsonPath = ".status.summary.cpu",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Memory",
    jsonPath = ".status.summary.memory",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Storage",
    jsonPath = ".status.summary.storage",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type=='Ready')].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type=='Ready')].message",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Pods",
    jsonPath = ".status.summary.pods",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "PriorityClass",
    jsonPath = ".spec.priorityClassName",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Until",
    jsonPath = ".spec.validUntil",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class DepartmentQuota extends CustomResource<DepartmentQuotaSpec, DepartmentQuotaStatus> {

  private static final long serialVersionUID = 1L;
}
