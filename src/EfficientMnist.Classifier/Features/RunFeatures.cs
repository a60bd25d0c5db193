using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Features;

/// <summary>What runs on one data set under one encoder with the same views learn from. Shared between runs; nothing in it changes.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="EncoderId">The encoder of the latents, or <see cref="Experiments.EncoderChoice.None"/>.</param>
/// <param name="Choice">Which views these are, one of <see cref="ViewChoice"/>.</param>
/// <param name="Pool">The images as they are seen.</param>
internal sealed record RunFeatures(DatasetDescription Dataset, string EncoderId, string Choice, ImagePool Pool);
