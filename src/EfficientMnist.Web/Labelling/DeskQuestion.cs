namespace EfficientMnist.Web.Labelling;

/// <summary>An image whose label is wanted, and why.</summary>
internal sealed record DeskQuestion(int Sample, string File, string Why, bool Skipped);
