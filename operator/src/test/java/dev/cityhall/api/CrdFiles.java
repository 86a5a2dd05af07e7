package dev.cityhall.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Generates the CRD files from the records, as they stand under {@code crds/} and in the chart. */
public final class CrdFiles {

  /** Every kind of the group. */
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(DepartmentTenant.class, DepartmentQuota.class, City.class, DepartmentView.class);

  /** File name to text. */
  static Map<String, String> generate(Path scratch) throws IOException {
    new CRDGenerator()
        .customResourceClasses(KINDS)
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                return CrdSchema.complete(crd);
              }
            })
        .inOutputDir(scratch.toFile())
        .forCRDVersions("v1")
        .detailedGenerate();
    var files = new TreeMap<String, String>();
    try (var generated = Files.list(scratch)) {
      for (var file : generated.toList()) {
        var name = file.getFileName().toString().replace("-v1.yml", ".yaml");
        files.put(name, Files.readString(file));
      }
    }
    return files;
  }

  private CrdFiles() {}
}
