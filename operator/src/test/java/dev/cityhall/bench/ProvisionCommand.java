package dev.cityhall.bench;

import dev.cityhall.bench.machine.Jvm;
import dev.cityhall.bench.machine.ProcessFigures;
import dev.cityhall.testing.ControlPlane;
import dev.cityhall.testing.OperatorUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How long a city takes to move in, against a bare client that writes the same objects. */
@Command(
    name = "provision",
    usageHelpWidth = 100,
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Lets the operator provision the city of examples/04-jinan, and a bare Fabric8 client write"
          + " the same objects under other names, one after the other on the same fresh control"
          + " plane, in alternating order; says times, writes, CPU and memory of both, and their"
          + " ratios.",
      "Status: 0 measured, 1 an object was missing or something failed, 2 wrong usage."
    })
final class ProvisionCommand implements Callable<Integer> {

  /** A rate of the controller-manager. */
  enum Rate {
    DEFAULT("default", List.of()),
    RAISED("500", List.of("--kube-api-qps", "500"));

    private final String label;
    private final List<String> flags;

    Rate(String label, List<String> flags) {
      this.label = label;
      this.flags = flags;
    }
  }

  /** How much the JIT compiler does. */
  enum Jit {
    C1(List.of("-XX:TieredStopAtLevel=1")),
    FULL(List.of());

    private final List<String> flags;

    Jit(List<String> flags) {
      this.flags = flags;
    }
  }

  /** Those of the image; MaxRAM is the memory limit of the chart, for the size of the heap. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:MaxRAM=384m",
          "-XX:InitialRAMPercentage=35",
          "-XX:MaxRAMPercentage=70");

  @Option(names = "--pairs", paramLabel = "N", description = "Pairs at each rate.")
  int pairs = 5;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description =
          "Requests per second of each controller of the controller-manager: default (20), 500, or"
              + " both.")
  String rate = "both";

  @Mixin Output output = new Output();

  @Option(
      names = "--short",
      description = "One pair with five departments at rate 500: only to see that it works.")
  boolean isShort;

  @Option(
      names = "--jit",
      paramLabel = "JIT",
      description = "Of both contenders: C1, as shipped, or FULL.")
  Jit jit = Jit.C1;

  @Option(
      names = "--jvm-flag",
      paramLabel = "FLAG",
      description = "One more flag for the JVM of both contenders; can be repeated.")
  List<String> moreFlags = List.of();

  @Option(
      names = "--http",
      paramLabel = "CLIENT",
      description = "HTTP client of both contenders: shipped, okhttp, vertx or jdk.")
  String http = "shipped";

  @Option(
      names = "--tls",
      paramLabel = "TLS",
      description =
          "Cipher suites of the bare client: plain, in Fabric8's order, or same, in the"
              + " operator's.")
  Tls tls = Tls.PLAIN;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Requests in flight, of both contenders.")
  int inFlight = 32;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "Record the operator of the last pair with the JDK's Flight Recorder.")
  Path profile;

  private final Path workList = Path.of("target", "bench", "work-list.json").toAbsolutePath();

  @Override
  public Integer call() throws IOException {
    if (tls == Tls.SAME && !isOkHttp()) {
      throw new ParameterException(
          new CommandLine(this), "--tls same is for OkHttp, which ships, not for --http " + http);
    }
    Files.createDirectories(workList.getParent());
    var done = new ArrayList<Pair>();
    var environment = environment();
    var report = new Report(environment);
    var expected = warmUp(environment);
    for (var each : rates()) {
      for (var number = 1; number <= (isShort ? 1 : pairs); number++) {
        done.add(pair(each, number, expected));
        report.progress(done.get(done.size() - 1));
        report.write(done, output.json);
      }
    }
    System.out.print(report.table(done));
    var isWhole =
        done.stream()
            .allMatch(p -> p.operator().trouble().isEmpty() && p.bare().trouble().isEmpty());
    return isWhole ? 0 : 1;
  }

  private List<Rate> rates() {
    if (isShort) {
      return List.of(Rate.RAISED);
    }
    return switch (rate) {
      case "default" -> List.of(Rate.DEFAULT);
      case "500" -> List.of(Rate.RAISED);
      case "both" -> List.of(Rate.DEFAULT, Rate.RAISED);
      default ->
          throw new ParameterException(
              new CommandLine(this), "--rate is default, 500 or both, not " + rate);
    };
  }

  /** Not measured: what the operator makes becomes the bare client's work. */
  private Map<String, Integer> warmUp(Map<String, String> environment) {
    System.err.println("bench: a first city, not measured, to see what the operator makes");
    try (var plane = plane(Rate.RAISED);
        var operator = new OperatorContender(plane, jvm(), city(plane), inFlight)) {
      environment.put("TLS of the operator", suite(Tls.SAME, plane));
      environment.put("TLS of the bare client", suite(tls, plane));
      operator.run();
      Quiet.await(plane);
      if (!operator.failures().isEmpty()) {
        throw new IllegalStateException(operator.failures().toString());
      }
      var made = WorkList.of(plane.admin(), operator.manager());
      WorkList.write(made, workList);
      return WorkList.kinds(made);
    }
  }

  private Pair pair(Rate at, int number, Map<String, Integer> expected) {
    var operatorFirst = number % 2 == 1;
    try (var plane = plane(at)) {
      var city = city(plane);
      var before = operatorFirst ? null : bare(plane, expected);
      Outcome operator;
      try (var contender =
          new OperatorContender(plane, jvmOfOperator(at, number), city, inFlight)) {
        operator = Trial.of(plane, contender, expected);
      }
      var bare = operatorFirst ? bare(plane, expected) : before;
      return Pair.of(at.label, number, operatorFirst ? "operator" : "bare client", operator, bare);
    }
  }

  private Outcome bare(ControlPlane plane, Map<String, Integer> expected) {
    try (var contender = new BareContender(plane, jvm(), workList, inFlight, tls)) {
      return Trial.of(plane, contender, expected);
    }
  }

  private ControlPlane plane(Rate at) {
    var flags = new ArrayList<>(List.of("--bench-limits"));
    flags.addAll(at.flags);
    var plane = ControlPlane.start("bench", flags.toArray(String[]::new));
    OperatorUnderTest.install(plane.admin());
    city(plane).platform().forEach(object -> plane.admin().resource(object).create());
    return plane;
  }

  private City city(ControlPlane plane) {
    return City.read(plane.admin(), isShort ? 5 : Integer.MAX_VALUE);
  }

  private Jvm jvm() {
    var flags = new ArrayList<>(jit.flags);
    flags.addAll(FLAGS);
    flags.addAll(moreFlags);
    return new Jvm(flags, System.getProperty("cityhall.bench.class-path"));
  }

  private Jvm jvmOfOperator(Rate at, int number) {
    var rates = rates();
    var isLast = at == rates.get(rates.size() - 1) && (isShort || number == pairs);
    return profile == null || !isLast
        ? jvm()
        : jvm()
            .with(
                List.of(
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                        + profile.toAbsolutePath()));
  }

  private Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    environment.put("java", System.getProperty("java.vm.version"));
    environment.put("flags of both contenders", String.join(" ", jvm().flags()));
    environment.put(
        "JVM of both contenders", "fresh; its start and the client's are not in the time");
    environment.put("HTTP client of both contenders", http(jvm().classPath()));
    environment.put("requests in flight", Integer.toString(inFlight));
    environment.put("kubernetes", "v1.36.3, etcd without fsync, no limits in flight");
    environment.put("machine", ProcessFigures.cpuModel() + ", " + ProcessFigures.memory());
    environment.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    environment.put("begun", Instant.now().toString());
    return environment;
  }

  private String suite(Tls of, ControlPlane plane) {
    return isOkHttp() ? of.suiteWith(plane.kubeconfig()) : "in the order of " + http;
  }

  private boolean isOkHttp() {
    return http.equals("shipped") || http.equals("okhttp");
  }

  private static String http(String classPath) {
    var jar = Pattern.compile("kubernetes-httpclient-[^/]*(?=\\.jar)");
    var found = jar.matcher(classPath);
    return found.find() ? found.group() : "unknown";
  }
}
