using System.Globalization;
using Benchmarks;
using Benchmarks.Compute;
using Benchmarks.Encoding;
using Benchmarks.Grpc;
using Benchmarks.Import;
using Benchmarks.Oracle;
using Benchmarks.Memory;
using Benchmarks.Projection;
using Benchmarks.Training;

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

IReadOnlyList<IBenchmark> all = [new ComputeBenchmark(), new MemoryBenchmark(), new TrainingBenchmark(), new ProjectionBenchmark(), new GrpcBenchmark(), new EncodingBenchmark(), new ImportBenchmark(), new OracleBenchmark()];
var chosen = args.Length == 0 ? all : [.. all.Where(benchmark => args.Contains(benchmark.Name))];
if (chosen.Count == 0)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{string.Join(' ', args)}'; there are {string.Join(", ", all.Select(benchmark => benchmark.Name))}.");
    return 2;
}

foreach (var benchmark in chosen)
{
    Console.WriteLine($"== {benchmark.Name}: {benchmark.Title}");
    await foreach (var line in benchmark.RunAsync())
        Console.WriteLine("   " + line);
}

return 0;
