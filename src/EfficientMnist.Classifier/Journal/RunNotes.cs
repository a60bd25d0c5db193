using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Classifier.Journal;

/// <summary>What its owner says of a run; nothing that the run does follows from it.</summary>
/// <param name="Title">One line; empty for none.</param>
/// <param name="Tags">Words by which runs are found, in the owner's order.</param>
/// <param name="Notes">Any text.</param>
[Immutable]
internal sealed record RunNotes(string Title, IReadOnlyList<string> Tags, string Notes)
{
    private const int LongestTitle = 100;
    private const int MostTags = 20;
    private const int LongestTag = 40;
    private const int LongestNotes = 4_000;

    public static RunNotes None { get; } = new("", [], "");

    /// <summary>Whether nothing is said.</summary>
    public bool IsEmpty => Title.Length == 0 && Tags.Count == 0 && Notes.Length == 0;

    public bool Equals(RunNotes? other) => other is not null && Title == other.Title && Notes == other.Notes && Tags.SequenceEqual(other.Tags);

    public override int GetHashCode() => HashCode.Combine(Title, Notes, Tags.Count);

    /// <summary>The same without blanks around it and without repeated tags.</summary>
    /// <exception cref="RefusalException">A part is too long, or a title or tag has characters that it cannot have.</exception>
    public RunNotes Checked()
    {
        var checkedNotes = new RunNotes(Title.Trim(), [.. Tags.Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)], Notes.Trim());
        if (checkedNotes.Title.Length > LongestTitle || checkedNotes.Title.Any(char.IsControl))
            throw Refusal.InvalidField("title", $"The title '{Refusal.Quote(checkedNotes.Title)}' must be one line of at most {LongestTitle} characters; it has {checkedNotes.Title.Length}. Put the rest into the notes.");
        if (checkedNotes.Tags.Count > MostTags)
            throw Refusal.InvalidField("tags", $"{checkedNotes.Tags.Count} tags are more than the {MostTags} that a run may have. Leave some out.");
        if (checkedNotes.Tags.FirstOrDefault(tag => tag.Length > LongestTag || tag.Contains(',', StringComparison.Ordinal) || tag.Any(char.IsControl)) is { } bad)
            throw Refusal.InvalidField("tags", $"The tag '{Refusal.Quote(bad)}' must have at most {LongestTag} characters, on one line and without a comma.");
        if (checkedNotes.Notes.Length > LongestNotes)
            throw Refusal.InvalidField("notes", $"The notes have {checkedNotes.Notes.Length} characters; {LongestNotes} is the most. Shorten them.");
        return checkedNotes;
    }
}
