using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Layers;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.Reconstruction;

/// <summary>A kind of encoder that draws images again: what differs between them are the two networks and their options.</summary>
/// <typeparam name="TNetwork">The options of the networks.</typeparam>
internal abstract class ReconstructionRecipe<TNetwork> : IEncoderRecipe
{
    private const int WarmupSteps = 50;

    private readonly ReconstructionOptions _options;
    private readonly bool _isVariational;

    /// <param name="kind">The kind's name.</param>
    /// <param name="overrides">Deviations from the defaults.</param>
    /// <param name="shape">The images.</param>
    /// <param name="standard">The kind's defaults.</param>
    /// <param name="isVariational">Whether latents are to follow N(0, I).</param>
    /// <param name="read">Reads the networks' own options.</param>
    protected ReconstructionRecipe(string kind, IReadOnlyDictionary<string, string> overrides, ImageShape shape, ReconstructionOptions standard, bool isVariational, Func<OptionReader, TNetwork> read)
    {
        SmallestImages.Check(kind, shape);
        (Kind, Shape, _isVariational) = (kind, shape, isVariational);
        var reader = new OptionReader($"encoder {kind}", overrides);
        _options = ReconstructionOptions.Read(reader, standard, isVariational);
        Network = read(reader);
        var plan = new TrainingPlan(_options.Epochs, _options.Batch, _options.LearningRate, _options.WeightDecay, WarmupSteps) { KeepsLast = _options.KlWarmup > 0 };
        Plan = TrainingPlanOptions.Read(reader, plan);
        (Options, Unsaid) = (reader.Resolved(), reader.Unsaid);
    }

    public string Kind { get; }

    public IReadOnlyDictionary<string, string> Options { get; }

    public IReadOnlyDictionary<string, string> Unsaid { get; }

    public ImageShape Shape { get; }

    public int Latent => _options.Latent;

    public TrainingPlan Plan { get; }

    protected TNetwork Network { get; }

    public EncoderModel Build(Random random)
    {
        var model = new ReconstructionModel(Shape, _options, _isVariational, Encoder(), Decoder());
        Initialisation.Draw(model, random);
        model.Begin();
        return model;
    }

    protected abstract ImageEncoder Encoder();

    protected abstract ImageDecoder Decoder();
}
