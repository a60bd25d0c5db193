using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Accounts;

/// <summary>What somebody at the terminal does with an image.</summary>
internal abstract record Reply
{
    internal sealed record Label(int Value) : Reply;

    /// <summary>It has no class.</summary>
    internal sealed record Reject(RejectReason Reason) : Reply;

    internal sealed record Skip : Reply;

    internal sealed record Undo : Reply;

    internal sealed record Leave : Reply;

    /// <summary>Neither a class nor anything else that is known.</summary>
    internal sealed record Unknown(string Text) : Reply;
}
