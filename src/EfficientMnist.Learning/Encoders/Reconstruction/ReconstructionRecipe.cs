using EfficientMnist.Core.Options;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Encoders.Reconstruction;

/// <summary>A kind of encoder that draws images again: what differs between them are the two networks and their options.</summary>
/// <typeparam name="TNetwork">The options of the networks.</typeparam>
internal abstract class ReconstructionRecipe<TNetwork> : IEncoderRecipe
    where TNetwork : class, new()
{
    private readonly ReconstructionOptions<TNetwork> _options;
    private readonly bool _isVariational;

    /// <param name="kind">The kind's name.</param>
    /// <param name="table">The kind's options.</param>
    /// <param name="options">What is chosen of them.</param>
    /// <param name="shape">The images.</param>
    /// <param name="isVariational">Whether latents are to follow N(0, I).</param>
    protected ReconstructionRecipe(string kind, OptionTable<ReconstructionOptions<TNetwork>> table, ReconstructionOptions<TNetwork> options, ImageShape shape, bool isVariational)
    {
        SmallestImages.Check(kind, shape);
        (Kind, Shape, _isVariational) = (kind, shape, isVariational);
        _options = table.Checked(options);
        Options = table.Describe(_options);
        // While the weight of the divergence rises, a later epoch has the larger loss and the better latents.
        Plan = _options.Training.ToPlan(lossesCompare: !isVariational || _options.KlWarmup == 0);
    }

    public string Kind { get; }

    public IReadOnlyDictionary<string, string> Options { get; }

    public ImageShape Shape { get; }

    public int Latent => _options.Latent;

    public TrainingPlan Plan { get; }

    protected TNetwork Network => _options.Network;

    public EncoderModel Build(Random random)
    {
        var model = new ReconstructionModel(Shape, new(_options.Latent, _options.Loss, _isVariational, _options.Kl, _options.KlWarmup), Encoder(), Decoder());
        Initialisation.Draw(model, random);
        model.Begin();
        return model;
    }

    protected abstract ImageEncoder Encoder();

    protected abstract ImageDecoder Decoder();
}
