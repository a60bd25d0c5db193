using EfficientMnist.Cli.Arguments;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli;

/// <summary>A verb whose options fill a record.</summary>
/// <param name="name">Its name.</param>
/// <param name="summary">One line of help.</param>
/// <param name="options">Its own options.</param>
/// <param name="words">The plain words it takes, in their order.</param>
/// <param name="runOptions">What options of a run mean to it, in a sentence; empty where it takes none.</param>
internal abstract class Verb<T>(string name, string summary, OptionTable<T> options, IReadOnlyList<Word>? words = null, string runOptions = "") : IVerb
    where T : class
{
    private readonly VerbSyntax<T> _syntax = new(options.For($"eml {name}", options.Defaults), words ?? [], runOptions);

    public string Name => name;

    public string Summary => summary;

    public VerbSyntax Syntax => _syntax;

    public Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken) =>
        ExecuteAsync(_syntax.Parse(arguments), screen, cancellationToken);

    /// <summary>Returns the exit code.</summary>
    protected abstract Task<int> ExecuteAsync(VerbLine<T> line, Screen screen, CancellationToken cancellationToken);
}
