package dev.cityhall.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.bench.machine.Jvm;
import dev.cityhall.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link BareClient} as a process of its own, under a ServiceAccount that may do everything. */
final class BareContender implements Contender {

  private static final String NAMESPACE = "bench";
  private static final String ACCOUNT = "bare-client";

  private final Process process;
  private final BufferedReader output;
  private final List<String> failures = new ArrayList<>();

  BareContender(ControlPlane plane, Jvm jvm, Path workList, int inFlight, Tls tls) {
    prepare(plane.admin());
    var command = new ArrayList<>(jvm.command());
    command.addAll(
        List.of(
            BareClient.class.getName(),
            plane.serviceAccount(NAMESPACE, ACCOUNT).toString(),
            workList.toString(),
            Integer.toString(inFlight),
            tls.name()));
    try {
      var log = plane.folder().resolve("bare-client.log").toFile();
      process = new ProcessBuilder(command).redirectError(log).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      if (!"ready".equals(output.readLine())) {
        throw new IllegalStateException("the bare client did not start, see " + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void prepare(KubernetesClient admin) {
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    var account =
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withName(ACCOUNT)
            .withNamespace(NAMESPACE)
            .endMetadata()
            .build();
    admin.resource(account).create();
    var rights =
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(ACCOUNT)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
            .addNewSubject("", "ServiceAccount", ACCOUNT, NAMESPACE)
            .build();
    admin.resource(rights).create();
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public String user() {
    return "system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT;
  }

  @Override
  public String manager() {
    return WorkList.BARE_MANAGER;
  }

  @Override
  public double run() {
    try {
      OutputStream input = process.getOutputStream();
      input.write('\n');
      input.flush();
      var result = new ObjectMapper().readValue(output.readLine(), BareClient.Result.class);
      failures.addAll(result.failures());
      return result.wallSeconds();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> failures() {
    return failures;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
