namespace EfficientMnist.Classifier.Journal;

/// <summary>What a run is, written once. All options are kept, so that later defaults do not change an old run.</summary>
[Immutable]
internal sealed record RunDefinition(string RunId, IReadOnlyDictionary<string, string> Options, DateTimeOffset CreatedAt);

/// <summary>A run whose files cannot be read. It is shown and left as it is: nothing of it is lost that was not lost before.</summary>
/// <param name="Id">The name of its folder.</param>
/// <param name="Problem">Names the file, the line and the remedy.</param>
/// <param name="ChangedAt">When its folder changed last.</param>
internal sealed record DamagedRun(string Id, string Problem, DateTimeOffset ChangedAt);
