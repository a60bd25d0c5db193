namespace EfficientMnist.Datasets;

/// <summary>A label of the pool that is known from the start and costs nothing.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Label">A place in the list of the classes.</param>
/// <param name="ForValidation">True: it estimates the accuracy, and nothing learns from it.</param>
public readonly record struct GivenLabel(SampleId Sample, int Label, bool ForValidation);
