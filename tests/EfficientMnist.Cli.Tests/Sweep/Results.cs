using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Tests.Sweep;

/// <summary>Results written down by a test.</summary>
internal static class Results
{
    public static SweepOrigin Origin { get; } = new()
    {
        Command = "./eml sweep labels=100,500 strategy=margin,random seed=1,2 --out docs/results/x",
        Date = new DateTimeOffset(2026, 11, 22, 4, 5, 6, TimeSpan.Zero),
        RunsMissing = 1,
        Axes = new Dictionary<string, IReadOnlyList<string>> { ["dataset"] = ["fashion-mnist"], ["labels"] = ["100", "500"], ["strategy"] = ["margin", "random"], ["seed"] = ["1", "2"] },
        Hardware = new SweepHardware { Cpu = "a processor", Cores = 2, MemoryGib = 23.5, Gpu = "none", Os = "Debian", Precision = "bfloat16", Threads = 2 },
        Software = new SweepSoftware { Dotnet = ".NET 10.0.1", Libraries = new Dictionary<string, string> { ["libtorch"] = "1.13.1" }, Commit = "0123456789ab", Dirty = false },
        Datasets = [new DatasetContent("fashion-mnist", "Zalando Research", 60_000, "abc", 10_000, "def")],
    };

    public static SweepRow Row(string strategy, int labels, long seed, double accuracy, string dataset = "fashion-mnist") => new()
    {
        Dataset = dataset,
        Strategy = strategy,
        Labels = labels,
        LabelsBought = labels,
        Seed = seed,
        Accuracy = accuracy,
        MacroF1 = accuracy - 0.01,
        EncoderId = "feed",
        Seconds = 12.5,
        RunId = $"sweep-{dataset}-{strategy}-{labels}-{seed}",
        Commit = "0123456789ab",
        Curve = [[10, 0.5], [labels, accuracy]],
        Options = new Dictionary<string, string> { ["classifier.kind"] = "kernel_ridge", ["labels"] = $"{labels}", ["strategy"] = strategy },
    };

    public static SweepDocument Document(params SweepRow[] rows) => new([Origin with { RunsMissing = 0 }], rows);
}
