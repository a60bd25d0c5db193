namespace EfficientMnist.Web.Labelling;

/// <summary>An image whose label is wanted, why, and until when it is nobody else's.</summary>
internal sealed record LabellingQuestion(int Sample, string File, string Why, bool Skipped, DateTimeOffset? HeldUntil);
