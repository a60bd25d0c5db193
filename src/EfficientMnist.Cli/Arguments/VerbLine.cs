namespace EfficientMnist.Cli.Arguments;

/// <summary>What was typed behind a verb, read by its <see cref="VerbSyntax{T}"/>.</summary>
/// <param name="Options">The verb's own options.</param>
/// <param name="Words">The plain words, as many as the verb takes.</param>
/// <param name="RunOptions">The options of a run, which the classifier knows.</param>
/// <param name="Typed">Everything as it was typed.</param>
internal sealed record VerbLine<T>(T Options, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> RunOptions, IReadOnlyList<string> Typed);
