using EfficientMnist.Cli.Arguments;

namespace EfficientMnist.Cli;

/// <summary>Something the command line can do.</summary>
internal interface IVerb
{
    string Name { get; }

    /// <summary>One line of help.</summary>
    string Summary { get; }

    /// <summary>What may follow the name.</summary>
    VerbSyntax Syntax { get; }

    /// <summary>Returns the exit code.</summary>
    Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken);
}
