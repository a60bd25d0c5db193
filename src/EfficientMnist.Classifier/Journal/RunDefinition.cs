namespace EfficientMnist.Classifier.Journal;

/// <summary>What a run is, written once. All options are kept, so that later defaults do not change an old run.</summary>
internal sealed record RunDefinition(string RunId, IReadOnlyDictionary<string, string> Options, DateTimeOffset CreatedAt);
