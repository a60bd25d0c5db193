using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Start;

/// <summary>The whole system with its dashboard, from the AppHost's start to the links on the console, and from SIGTERM to its end.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int Turns = 7;

    public string Name => "start";

    public string Title => "start of the system to all services healthy, and its end";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var (starts, ends) = (new List<double>(), new List<double>());
        for (var turn = 1; turn <= Turns; turn++)
        {
            var clock = Stopwatch.StartNew();
            var system = new SystemProcess(dashboard: true);
            await using (system)
            {
                await system.Announced;
                starts.Add(clock.Elapsed.TotalSeconds);
                clock.Restart();
            }
            ends.Add(clock.Elapsed.TotalSeconds);
            yield return string.Create(CultureInfo.InvariantCulture, $"turn {turn}: links after {starts[^1]:0.0} s, ended after {ends[^1]:0.0} s");
        }
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"medians: links after {Medians.Of(starts):0.0} s ({starts.Min():0.0} to {starts.Max():0.0}; bar 12), ended after {Medians.Of(ends):0.0} s ({ends.Min():0.0} to {ends.Max():0.0}; bar 10)");
    }
}
