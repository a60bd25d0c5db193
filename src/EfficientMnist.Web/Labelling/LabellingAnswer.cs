namespace EfficientMnist.Web.Labelling;

/// <summary>A label that was given, as it is now.</summary>
internal sealed record LabellingAnswer(int Sample, string File, int Label, bool Corrected);
