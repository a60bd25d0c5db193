namespace EfficientMnist.Learning.Encoders;

/// <summary>How long and how fast a recipe trains.</summary>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="BatchSize">Images of the data set per optimizer step.</param>
/// <param name="LearningRate">Peak of the cosine schedule.</param>
/// <param name="WeightDecay">Decoupled decay of the weight matrices; biases and norms have none.</param>
/// <param name="WarmupSteps">Steps over which the learning rate rises from zero.</param>
public sealed record TrainingPlan(int Epochs, int BatchSize, double LearningRate, double WeightDecay, int WarmupSteps);
