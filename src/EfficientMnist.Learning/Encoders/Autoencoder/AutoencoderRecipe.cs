using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Layers;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.Autoencoder;

/// <summary>A convolutional autoencoder: the latent is what an image can be drawn again from (Hinton and Salakhutdinov, 2006).</summary>
internal sealed class AutoencoderRecipe : IEncoderRecipe
{
    public const string Name = "ae";

    private readonly AutoencoderOptions _options;

    public AutoencoderRecipe(IReadOnlyDictionary<string, string> overrides, ImageShape shape)
    {
        if (Math.Min(shape.Height, shape.Width) < 8)
            throw new ArgumentException($"encoder {Name} needs images of at least 8×8 pixels, not {shape}.");
        var reader = new OptionReader($"encoder {Name}", overrides);
        _options = AutoencoderOptions.Read(reader);
        Plan = TrainingPlanOptions.Read(reader, new TrainingPlan(_options.Epochs, _options.Batch, _options.LearningRate, _options.WeightDecay, WarmupSteps: 50));
        (Options, Unsaid) = (reader.Resolved(), reader.Unsaid);
        Shape = shape;
    }

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options { get; }

    public IReadOnlyDictionary<string, string> Unsaid { get; }

    public ImageShape Shape { get; }

    public int Latent => _options.Latent;

    public TrainingPlan Plan { get; }

    public EncoderModel Build(Random random)
    {
        var model = new AutoencoderModel(Shape, _options);
        Initialisation.Draw(model, random);
        return model;
    }
}
