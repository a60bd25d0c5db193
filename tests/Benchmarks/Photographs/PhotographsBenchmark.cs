using System.Diagnostics;
using System.Globalization;
using Benchmarks.Learning;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Benchmarks.Photographs;

/// <summary>
/// What larger images cost and are worth: 1,000 coloured JPEG of 224 pixels (<see cref="PhotographSet"/>), kept at 28, 96 and 224
/// pixels a side. Seconds from the beginning of the import to the end of the first run, encoder included; accuracy on images of
/// their own, beside random ones; what the services occupied at most.
/// </summary>
internal sealed class PhotographsBenchmark(IReadOnlyList<int> seeds, IReadOnlyList<string> only) : IBenchmark
{
    private const int Labels = 100;
    private static readonly int[] Sizes = [28, 96, 224];

    public string Name => "photographs";

    public string Title => $"photographs at {string.Join(", ", Sizes)} pixels a side, preset=quick, {Labels} labels, seeds {string.Join(", ", seeds)}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        int[] sizes = [.. Sizes.Where(size => only.Contains(size.ToString(CultureInfo.InvariantCulture)))];
        foreach (var set in PhotographSet.All.Where(set => only.Contains(set.Name) || !PhotographSet.All.Any(known => only.Contains(known.Name))))
        {
            var folder = Directory.CreateTempSubdirectory("eml-bench-").FullName;
            try
            {
                if (await set.TryWriteAsync(folder) is { } missing)
                {
                    yield return $"{set.Name}: left out, {missing}";
                    continue;
                }
                foreach (var size in sizes.Length == 0 ? Sizes : sizes)
                    yield return $"{set.Name,-10} {await MeasureAsync(folder, size)}";
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    // A system for each size, since a process keeps its peak.
    private async Task<string> MeasureAsync(string folder, int size)
    {
        await using var system = new SystemProcess();
        await system.Announced;
        var clock = Stopwatch.StartNew();
        await ImportAsync(system, folder, size);
        var imported = clock.Elapsed.TotalSeconds;
        var chosen = await AccuraciesAsync(system, "v_optimal", () => clock.Stop());
        var random = await AccuraciesAsync(system, "random", () => { });
        var memory = system.Memory();
        return string.Create(CultureInfo.InvariantCulture, $"{size,3} pixels: imported after {imported:0} s, learned after {clock.Elapsed.TotalSeconds:0} s; {Figures.Spread(chosen)} %, random {Figures.Spread(random)} %; ")
            + string.Join(", ", memory.OrderBy(service => service.Key, StringComparer.Ordinal).Select(service => string.Create(CultureInfo.InvariantCulture, $"{service.Key} {service.Value.Peak / 1024:0.00}"))) + " GB";
    }

    private async Task<double[]> AccuraciesAsync(SystemProcess system, string strategy, Action afterFirst)
    {
        List<double> accuracies = [];
        foreach (var seed in seeds)
        {
            var run = $"{strategy}-{seed}";
            await system.RunAsync(new Dictionary<string, string>
            {
                ["dataset"] = "photographs",
                ["preset"] = "quick",
                ["labels"] = Labels.ToString(CultureInfo.InvariantCulture),
                ["strategy"] = strategy,
                ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
            }, run);
            if (accuracies.Count == 0)
                afterFirst();
            accuracies.Add((await system.Classifier.GetRunAsync(new GetRunRequest { RunId = run })).Run.Result.Curve[^1].Accuracy);
        }
        return [.. accuracies];
    }

    private static async Task ImportAsync(SystemProcess system, string folder, int size)
    {
        var request = new ImportFolderRequest { Folder = folder, Options = new ImportOptions { Name = "photographs", Size = size } };
        using var import = system.Datasets.ImportFolder(request, SystemProcess.Patient);
        await foreach (var _ in import.ResponseStream.ReadAllAsync())
        {
        }
    }
}
