using System.Globalization;

namespace Benchmarks.Memory;

/// <summary>
/// What the services occupy in the main job (Fashion-MNIST, 1,000 labels, with students) and after each of ten runs that
/// follow. Encoder and students are trained for one epoch: another one needs the same memory again.
/// </summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private const int RunsAfter = 10;
    private static readonly (string Service, double Gigabytes)[] Bars = [("EncoderTrainer", 2), ("Classifier", 2), ("DatasetStore", 0.5)];

    public string Name => "memory";

    public string Title => "resident memory of the services in the main job and in ten runs after it";

    public async IAsyncEnumerable<string> RunAsync()
    {
        await using var system = new SystemProcess();
        var options = new Dictionary<string, string> { ["encoder.epochs"] = "1", ["student.epochs"] = "1" };
        await system.RunAsync(options);
        var peaks = system.Memory();
        foreach (var (service, bar) in Bars)
            yield return string.Create(CultureInfo.InvariantCulture, $"{service,-15} {peaks[service].Peak / 1024:0.00} GB at its peak in the main job (bar {bar:0.0} GB)");

        for (var run = 1; run <= RunsAfter; run++)
        {
            await system.RunAsync(new Dictionary<string, string> { ["encoder.epochs"] = "1", ["preset"] = "quick", ["seed"] = run.ToString(CultureInfo.InvariantCulture) });
            var memory = system.Memory();
            yield return $"after run {run,2} of {RunsAfter}: " + string.Join(", ", Bars.Select(bar =>
                string.Create(CultureInfo.InvariantCulture, $"{bar.Service} {memory[bar.Service].Now / 1024:0.00} GB")));
        }
    }
}
