using EfficientMnist.Cli.Accounts;

namespace EfficientMnist.Cli.Labelling;

/// <summary>How somebody answers: by single keys, or line by line.</summary>
internal interface IReplies
{
    /// <summary>What to type, for people.</summary>
    string Help { get; }

    Task<Reply> ReadAsync(CancellationToken cancellationToken);
}
