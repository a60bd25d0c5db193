namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>An activation of a training's grain would write what a later one has taken over.</summary>
internal sealed class StaleActivationException(string id, long activation, long latest)
    : InvalidOperationException($"Activation {activation} of training {id} was superseded by activation {latest}; what it decided is not kept.");
