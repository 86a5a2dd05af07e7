package dev.cityhall.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * What a department's people may see of its budget from inside a namespace, with no right but in
 * that namespace. There is one in each namespace of a department, named {@code cityhall}; it has no
 * spec, and the operator alone writes it.
 */
@Group(CityHall.GROUP)
@Version(CityHall.VERSION)
@ShortNames("dview")
@Categories("cityhall")
@AdditionalPrinterColumn(
    name = "Department",
    jsonPath = ".status.displayName",
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
    name = "Pods",
    jsonPath = ".status.summary.pods",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Budget use",
    jsonPath = ".status.budgetUse",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.message",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class DepartmentView extends CustomResource<Void, DepartmentViewStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;
}
