using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Labelling;

/// <summary>The keys of the web page: one for each class and for images without one, space, backspace.</summary>
internal sealed class KeyReplies(LabelledRun run) : IReplies
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public string Help => $"{run.Keys.Legend}; {(run.Keys.Pressed(RejectNames.NoneOfTheseKey) is null ? $"{RejectNames.NoneOfTheseKey} is none of these, " : "")}Delete unusable; space skips, backspace undoes, {(run.Keys.Pressed(ClassKeys.Leave) is null ? "q" : "Escape")} leaves";

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
            { Key: ConsoleKey.Delete } => new Reply.Reject(RejectReason.Unusable),
            { Key: ConsoleKey.Escape } => new Reply.Leave(),
            { KeyChar: var pressed } when run.Keys.Pressed(pressed) is { } label => new Reply.Label(label),
            { KeyChar: RejectNames.NoneOfTheseKey } => new Reply.Reject(RejectReason.NoneOfThese),
            { KeyChar: ClassKeys.Leave or 'Q' } => new Reply.Leave(),
            _ => new Reply.Unknown(key.KeyChar.ToString(CultureInfo.InvariantCulture)),
        };
    }
}
