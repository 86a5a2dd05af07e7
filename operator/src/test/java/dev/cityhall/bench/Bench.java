package dev.cityhall.bench;

import dev.cityhall.bench.quota.QuotaCommand;
import dev.cityhall.bench.quota.city.DayCommand;
import dev.cityhall.bench.quota.city.DepartmentsCommand;
import dev.cityhall.bench.quota.latency.LatencyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benches by name. */
@Command(
    name = "bench/run",
    description = "Measures CityHall on a control plane of its own.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProvisionCommand.class,
      QuotaCommand.class,
      LatencyCommand.class,
      DayCommand.class,
      DepartmentsCommand.class
    })
public final class Bench {

  public static void main(String[] arguments) {
    var bench = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(bench.execute(arguments));
  }
}
