using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>The form that starts a run: every option with its default, and what a person has set.</summary>
internal sealed class StartForm(IReadOnlyList<RunOption> defaults, IReadOnlyDictionary<string, string> entered)
{
    /// <summary>Those that most people want to see, in this order.</summary>
    public static IReadOnlyList<string> Main { get; } = ["dataset", "labels", "strategy", "preset", "seed", "oracle.kind", "oracle.classes"];

    // Options that decide which other options there are.
    private static readonly string[] Deciding = ["preset", "dataset", "encoder.kind", "classifier.kind", "mirror"];

    public RunOption? Find(string name) => defaults.FirstOrDefault(option => option.Name == name);

    /// <summary>What was entered; empty for the default.</summary>
    public string Entered(string name) => entered.GetValueOrDefault(name, "");

    /// <summary>The other options, by the part of the name before the dot.</summary>
    public IEnumerable<IGrouping<string, RunOption>> Groups =>
        defaults.Where(option => !Main.Contains(option.Name)).GroupBy(option => option.Name.Contains('.', StringComparison.Ordinal) ? option.Name[..option.Name.IndexOf('.', StringComparison.Ordinal)] : "");

    /// <summary>How many of a group were changed.</summary>
    public int Changed(IEnumerable<RunOption> group) => group.Count(option => Entered(option.Name).Length > 0 && Entered(option.Name) != option.Value);

    /// <summary>The deviations to start a run with.</summary>
    public IEnumerable<KeyValuePair<string, string>> Deviations => entered.Where(pair => pair.Value.Length > 0);

    /// <summary>In what a run deviates from the defaults that its own kinds and data set have.</summary>
    public static async Task<Dictionary<string, string>> DeviationsOfAsync(ClassifierService.ClassifierServiceClient classifier, Run run, CancellationToken cancellationToken)
    {
        var request = new DescribeOptionsRequest();
        foreach (var name in Deciding.Where(run.Options.ContainsKey))
            request.Options[name] = run.Options[name];
        var usual = (await classifier.DescribeOptionsAsync(request, cancellationToken: cancellationToken)).Options.ToDictionary(option => option.Name, option => option.Value);
        var defaults = (await classifier.DescribeOptionsAsync(new DescribeOptionsRequest(), cancellationToken: cancellationToken)).Options.ToDictionary(option => option.Name, option => option.Value);
        return run.Options
            .Where(option => usual.TryGetValue(option.Key, out var value) && (value != option.Value || (Deciding.Contains(option.Key) && defaults.GetValueOrDefault(option.Key) != option.Value)))
            .ToDictionary();
    }
}
