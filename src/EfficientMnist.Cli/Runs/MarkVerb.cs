using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Runs;

/// <summary>Says which images of a run's pool are asked for next, and which never.</summary>
internal sealed class MarkVerb() : Verb<MarkOptions>(
    "mark", "has images of a run's pool asked for next, or excluded", MarkOptions.Table, [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<MarkOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        using var system = SystemConnection.Open(screen);
        foreach (var (mark, samples) in line.Options.Wishes)
        {
            var request = new MarkImagesRequest { RunId = id, Mark = mark, SampleIds = { samples } };
            var done = await system.Classifier.MarkImagesAsync(request, cancellationToken: cancellationToken);
            screen.Output.WriteLine(Told(mark, done));
        }
        return 0;
    }

    private static string Told(ImageMark mark, MarkImagesResponse done)
    {
        var told = mark switch
        {
            ImageMark.Next => $"Asked for next, with the next batch that is chosen: {done.Marked} more, {done.Run.Wanted} in all.",
            ImageMark.Excluded => $"Excluded: {done.Marked} more, {done.Run.Excluded} in all.",
            _ => $"Left to the strategy again: {done.Marked}.",
        };
        return told + (done.Answered > 0 ? $" Have their label already: {done.Answered}." : "") + (done.SetAside > 0 ? $" Set aside to estimate the accuracy: {done.SetAside}." : "");
    }
}

/// <summary>The options of eml mark.</summary>
internal sealed record MarkOptions
{
    private const string Ids = "ids of images separated by commas, such as 5,9";

    public IReadOnlyList<int> Next { get; init; } = [];

    public IReadOnlyList<int> Exclude { get; init; } = [];

    public IReadOnlyList<int> Clear { get; init; } = [];

    public bool ClearAll { get; init; }

    public static OptionTable<MarkOptions> Table { get; } = new OptionTable<MarkOptions>("eml mark", new())
        .Value("next", o => o.Next, TryIds, ToText, Ids, "Asked for before those that the strategy would choose, in this order.")
        .Value("exclude", o => o.Exclude, TryIds, ToText, Ids, "Not asked for any more.")
        .Value("clear", o => o.Clear, TryIds, ToText, Ids, "Neither of both any more.")
        .Switch("--clear-all", o => o.ClearAll, "Takes all marks of the run back.")
        .Rule((o, _) => o.Next.Count + o.Exclude.Count + o.Clear.Count == 0 && !o.ClearAll ? "Say which images: next=, exclude= or clear= with their ids. For example: eml mark <run> next=5,9 exclude=7" : null);

    /// <summary>What is asked for, marks that are taken back first.</summary>
    public IEnumerable<(ImageMark Mark, IReadOnlyList<int> Samples)> Wishes
    {
        get
        {
            if (ClearAll)
                yield return (ImageMark.Unspecified, []);
            if (Clear.Count > 0)
                yield return (ImageMark.Unspecified, Clear);
            if (Exclude.Count > 0)
                yield return (ImageMark.Excluded, Exclude);
            if (Next.Count > 0)
                yield return (ImageMark.Next, Next);
        }
    }

    private static bool TryIds(string text, out IReadOnlyList<int> ids)
    {
        var read = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1).ToList();
        ids = read;
        return read.Count > 0 && read.TrueForAll(id => id >= 0);
    }

    private static string ToText(IReadOnlyList<int> ids) => string.Join(',', ids);
}
