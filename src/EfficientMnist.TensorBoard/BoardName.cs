namespace EfficientMnist.TensorBoard;

/// <summary>Names of folders, which TensorBoard shows as names of runs.</summary>
public static class BoardName
{
    private const int Longest = 120;

    /// <summary>The text with what is no letter, digit or one of <c>. = , _ -</c> replaced, and no longer than a folder's name may be.</summary>
    public static string Of(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var name = string.Concat(text.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || ".=,_-".Contains(c, StringComparison.Ordinal) ? c : '_'));
        return name.Trim('.') is { Length: > 0 } usable ? usable : "_";
    }
}
