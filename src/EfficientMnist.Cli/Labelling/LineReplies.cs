using EfficientMnist.Cli.Accounts;

namespace EfficientMnist.Cli.Labelling;

/// <summary>A line for each image: the class by key or name, none, unusable, skip, undo or quit. For programs, and for many classes.</summary>
internal sealed class LineReplies(LabelledRun run, TextReader input) : IReplies
{
    public string Help => $"{run.Keys.Legend}; a line each: key, name or the beginning of a name, none (of these), unusable, skip, undo, quit";

    public async Task<Reply> ReadAsync(CancellationToken cancellationToken)
    {
        if (await input.ReadLineAsync(cancellationToken) is not { } line)
            return new Reply.Leave();
        var text = line.Trim();
        // A class may bear one of these names, and then it is meant; but not where it only begins so.
        return text.ToLowerInvariant() switch
        {
            "skip" or "" when !run.ClassNames.Contains(text) => new Reply.Skip(),
            "undo" when !run.ClassNames.Contains(text) => new Reply.Undo(),
            "quit" when !run.ClassNames.Contains(text) => new Reply.Leave(),
            _ when run.Reject(text) is { } reason => new Reply.Reject(reason),
            _ => run.Keys.Find(text) is { } label ? new Reply.Label(label) : new Reply.Unknown(text),
        };
    }
}
