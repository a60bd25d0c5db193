using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Contracts.Labelling;

/// <summary>How reasons to reject an image are written: for programs, for people, and on the keyboard.</summary>
public static class RejectNames
{
    /// <summary>The key that says that an image is none of the classes, unless a class has this name.</summary>
    public const char NoneOfTheseKey = '-';

    private static readonly (RejectReason Reason, string Name, string Phrase)[] Known =
        [(RejectReason.NoneOfThese, "none_of_these", "none of these classes"), (RejectReason.Unusable, "unusable", "unusable")];

    /// <summary>The reasons there are.</summary>
    public static IReadOnlyList<RejectReason> All { get; } = [.. Known.Select(known => known.Reason)];

    /// <summary>Such as <c>none_of_these</c>; empty where an image is not rejected.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public static string Of(RejectReason reason) => reason == RejectReason.Unspecified ? "" : Find(reason).Name;

    /// <summary>Such as <c>none of these classes</c>; empty where an image is not rejected.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public static string Phrase(RejectReason reason) => reason == RejectReason.Unspecified ? "" : Find(reason).Phrase;

    /// <summary>The reason that is meant: <c>none</c> will do for none of these; null where none is.</summary>
    public static RejectReason? Find(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return typed.ToLowerInvariant().Replace('_', ' ') switch
        {
            "none of these" or "none of these classes" or "none" => RejectReason.NoneOfThese,
            "unusable" => RejectReason.Unusable,
            _ => null,
        };
    }

    private static (RejectReason Reason, string Name, string Phrase) Find(RejectReason reason) => Array.Find(Known, known => known.Reason == reason) is { Name: not null } found
        ? found
        : throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason to reject an image.");
}
