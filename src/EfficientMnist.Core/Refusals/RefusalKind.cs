namespace EfficientMnist.Core.Refusals;

/// <summary>Why the answer is no.</summary>
public enum RefusalKind
{
    /// <summary>The request can never be granted as it is.</summary>
    Invalid,

    /// <summary>What it names does not exist.</summary>
    NotFound,

    /// <summary>The state of things forbids it now.</summary>
    Conflict,

    /// <summary>The name it gives is taken, by something else.</summary>
    Taken,

    /// <summary>A budget or a queue has no room left.</summary>
    Exhausted,

    /// <summary>Somebody else has to come back first; the same request may be granted then.</summary>
    Unavailable,
}
