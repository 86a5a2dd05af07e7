package dev.cityhall.boot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cityhall.cluster.Mirror;
import dev.cityhall.cluster.ObjectKind;
import dev.cityhall.report.DepartmentUse;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The operator's metrics. Per department there are fifteen at most: three figures of four
 * resources, and three of what waits; no other has a label whose values grow with the city.
 */
final class Instruments {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private volatile @Nullable DepartmentGauges ofDepartments;

  Instruments() {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** All of them as text; the figures of departments are those of this moment. */
  String scrape() {
    var gauges = ofDepartments;
    if (gauges != null) {
      gauges.refresh();
    }
    return registry.scrape();
  }

  Metrics ofReconcilers() {
    return MicrometerMetrics.withoutPerResourceMetrics(registry);
  }

  /** Counts one write that the API server carried out. */
  void wrote(String verb, String resource) {
    Counter.builder("cityhall.writes")
        .description("Writes carried out by the API server")
        .tag("verb", verb)
        .tag("resource", resource)
        .register(registry)
        .increment();
  }

  /** Reports what is under management. */
  void observe(Mirror mirror, DepartmentUse use, InstantSource clock) {
    ofDepartments = new DepartmentGauges(use, clock, registry);
    Gauge.builder("cityhall.departments", mirror, m -> m.names(ObjectKind.DEPARTMENT_TENANT).size())
        .description("DepartmentTenants")
        .register(registry);
    Gauge.builder("cityhall.departments.ready", mirror, Instruments::countReady)
        .description("DepartmentTenants that are Ready")
        .register(registry);
    Gauge.builder("cityhall.namespaces", mirror, m -> m.all(ObjectKind.NAMESPACE).size())
        .description("Namespaces of departments")
        .register(registry);
    Gauge.builder("cityhall.watching", mirror, m -> m.isWatching() ? 1 : 0)
        .description("1 while every watch is up")
        .register(registry);
  }

  private static long countReady(Mirror mirror) {
    return mirror.all(ObjectKind.DEPARTMENT_TENANT).stream()
        .filter(tenant -> isReady(tenant.kept().at("/status/conditions")))
        .count();
  }

  private static boolean isReady(JsonNode conditions) {
    for (var condition : conditions) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
