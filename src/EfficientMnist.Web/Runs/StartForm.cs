using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Web.Runs;

/// <summary>The form that starts a run: every option with its default, and what a person has set.</summary>
internal sealed class StartForm(IReadOnlyList<RunOption> defaults, IReadOnlyDictionary<string, string> entered)
{
    /// <summary>Those of the other options that most people want to see, in this order.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["strategy", "seed"];

    // Those that are asked for as questions.
    private static readonly string[] Asked = ["dataset", "labels", "preset", "oracle.kind", "oracle.classes"];

    // Options that decide which other options there are.
    private static readonly string[] Deciding = ["preset", "dataset", "encoder.kind", "classifier.kind", "mirror"];

    /// <summary>The form under what was entered: the defaults are those of the data set and the kinds that were chosen.</summary>
    /// <param name="classifier">The service that knows the options.</param>
    /// <param name="known">The options without any deviation.</param>
    /// <param name="entered">What a person has set, by option.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StartForm> OfAsync(
        ClassifierService.ClassifierServiceClient classifier, IReadOnlyList<RunOption> known, IReadOnlyDictionary<string, string> entered, CancellationToken cancellationToken)
    {
        var request = new DescribeOptionsRequest();
        foreach (var name in Deciding.Where(name => entered.GetValueOrDefault(name, "").Length > 0))
            request.Options[name] = entered[name];
        if (request.Options.Count == 0)
            return new StartForm(known, entered);
        try
        {
            var described = (await classifier.DescribeOptionsAsync(request, cancellationToken: cancellationToken)).Options;
            // What decides has the default that it has without a decision.
            return new StartForm([.. described.Select(option => Deciding.Contains(option.Name) ? known.First(other => other.Name == option.Name) : option)], entered);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound)
        {
            // A value that is not allowed decides nothing; starting with it says what is.
            return new StartForm(known, entered);
        }
    }

    public RunOption? Find(string name) => defaults.FirstOrDefault(option => option.Name == name);

    /// <summary>What was entered; empty for the default.</summary>
    public string Entered(string name) => entered.GetValueOrDefault(name, "");

    /// <summary>What was entered, else the default.</summary>
    public string Chosen(string name) => Entered(name) is { Length: > 0 } value ? value : Find(name)?.Value ?? "";

    /// <summary>Every option with the value that a run would have.</summary>
    public IReadOnlyDictionary<string, string> Options => defaults.ToDictionary(option => option.Name, option => Chosen(option.Name));

    /// <summary>The value of each option that is left empty.</summary>
    public IReadOnlyDictionary<string, string> Defaults => defaults.ToDictionary(option => option.Name, option => option.Value);

    /// <summary>The options that were set to something else than their default.</summary>
    public IReadOnlyList<(RunOption Option, string Value)> Differences =>
        [.. defaults.Where(option => Entered(option.Name).Length > 0 && Entered(option.Name) != option.Value).Select(option => (option, Entered(option.Name)))];

    /// <summary>The other options, by the part of the name before the dot.</summary>
    public IEnumerable<IGrouping<string, RunOption>> Groups =>
        defaults.Where(option => !Asked.Contains(option.Name) && !Usual.Contains(option.Name)).GroupBy(option => option.Name.Contains('.', StringComparison.Ordinal) ? option.Name[..option.Name.IndexOf('.', StringComparison.Ordinal)] : "");

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
