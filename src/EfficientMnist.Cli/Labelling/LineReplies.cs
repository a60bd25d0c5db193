namespace EfficientMnist.Cli.Labelling;

/// <summary>A line for each image: the class by number or name, skip, undo or quit. For programs, and for many classes.</summary>
internal sealed class LineReplies(LabelledRun run, TextReader input) : IReplies
{
    public string Help => $"{run.Legend}; a line each: number or name, skip, undo, quit";

    public async Task<Reply> ReadAsync(CancellationToken cancellationToken)
    {
        if (await input.ReadLineAsync(cancellationToken) is not { } line)
            return new Reply.Leave();
        var text = line.Trim();
        // A class may bear one of these names.
        return run.FindLabel(text) is { } label ? new Reply.Label(label) : text.ToLowerInvariant() switch
        {
            "skip" or "" => new Reply.Skip(),
            "undo" => new Reply.Undo(),
            "quit" => new Reply.Leave(),
            _ => new Reply.Unknown(text),
        };
    }
}
