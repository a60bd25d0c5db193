using System.Globalization;
using Benchmarks;
using Benchmarks.Cluster;
using Benchmarks.Compute;
using Benchmarks.Encoding;
using Benchmarks.Fairness;
using Benchmarks.Grpc;
using Benchmarks.Import;
using Benchmarks.Learning;
using Benchmarks.Memory;
using Benchmarks.Oracle;
using Benchmarks.Pages;
using Benchmarks.Photographs;
using Benchmarks.Projection;
using Benchmarks.Scale;
using Benchmarks.Start;
using Benchmarks.Training;

// The services that benchmarks host are reached by nobody else.
Environment.SetEnvironmentVariable("Services__AllowAnonymous", "true");

if (args is ["echo-server"])
{
    await EchoServer.RunAsync();
    return 0;
}

if (args is ["import-child", var folder, var target, var size])
{
    ImportBenchmark.Child(folder, target, int.Parse(size, CultureInfo.InvariantCulture));
    return 0;
}

if (!Arguments.TryParse(args, out var asked, out var error))
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}

IReadOnlyList<IBenchmark> all =
[
    new ComputeBenchmark(), new StartBenchmark(), new ClusterBenchmark(), new MemoryBenchmark(), new TrainingBenchmark(), new ProjectionBenchmark(), new GrpcBenchmark(), new EncodingBenchmark(), new ImportBenchmark(), new OracleBenchmark(), new FairnessBenchmark(),
    new ViewsBenchmark(asked.Seeds), new StrategiesBenchmark(asked.Seeds), new StudentsBenchmark(asked.Seeds, asked.Only), new PagesBenchmark(), new PoolsBenchmark(asked.Seeds, asked.Only), new PhotographsBenchmark(asked.Seeds, asked.Only), new ScaleBenchmark(asked.Only),
];
if (asked.Names.Except(all.Select(benchmark => benchmark.Name)).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{unknown}'; there are {string.Join(", ", all.Select(benchmark => benchmark.Name))}.");
    return 2;
}

var chosen = asked.Names.Count == 0 ? all : [.. all.Where(benchmark => asked.Names.Contains(benchmark.Name))];

foreach (var benchmark in chosen)
{
    Console.WriteLine($"== {benchmark.Name}: {benchmark.Title}");
    await foreach (var line in benchmark.RunAsync())
        Console.WriteLine("   " + line);
}

return 0;
