using System.Globalization;

namespace EfficientMnist.Cli.Labelling;

/// <summary>The keys of the web page: a digit for the class, space, backspace; for up to ten classes.</summary>
internal sealed class KeyReplies(LabelledRun run) : IReplies
{
    public const int MaxClasses = 10;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public string Help => $"{run.Legend}; space skips, backspace undoes, q leaves";

    public async Task<Reply> ReadAsync(CancellationToken cancellationToken)
    {
        // A blocking read would not be ended by Ctrl-C.
        while (!Console.KeyAvailable)
            await Task.Delay(Look, cancellationToken);
        var key = Console.ReadKey(intercept: true);
        return key switch
        {
            { Key: ConsoleKey.Spacebar } => new Reply.Skip(),
            { Key: ConsoleKey.Backspace } => new Reply.Undo(),
            { KeyChar: 'q' or 'Q' } => new Reply.Leave(),
            { KeyChar: >= '0' and <= '9' and var digit } when digit - '0' < run.ClassNames.Count => new Reply.Label(digit - '0'),
            _ => new Reply.Unknown(key.KeyChar.ToString(CultureInfo.InvariantCulture)),
        };
    }
}
