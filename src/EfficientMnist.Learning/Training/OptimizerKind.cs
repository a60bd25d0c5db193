namespace EfficientMnist.Learning.Training;

/// <summary>How gradients become steps.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay (arXiv 1711.05101).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with Nesterov's momentum; the weight decay is part of the gradient.</summary>
    Sgd,

    /// <summary>Adam (arXiv 1412.6980); the weight decay is part of the gradient.</summary>
    Adam,
}
