using EfficientMnist.Datasets;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Encoders.Contrastive;

/// <summary>
/// Two augmented views of an image are to have like latents, those of other images unlike ones
/// (SimCLR, arXiv 2002.05709; with debiased hard negatives, arXiv 2010.04592).
/// Fashion-MNIST, 24 epochs in bfloat16, 17 minutes on two busy cores: with gradient histograms, kernel ridge regression and
/// label propagation 1,000 labels bought by margin gave 89.9 % of the test images (three seeds of one encoder, ± 0.5), at random 88.0 % (± 0.2).
/// </summary>
internal sealed class ContrastiveRecipe : IEncoderRecipe
{
    public const string Name = "contrastive";

    private readonly ContrastiveOptions _options;

    public ContrastiveRecipe(ContrastiveOptions options, ImageShape shape)
    {
        SmallestImages.Check(Name, shape);
        _options = ContrastiveOptions.Table.Checked(options).At(shape);
        Shape = shape;
    }

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options => ContrastiveOptions.Table.Describe(_options);

    public ImageShape Shape { get; }

    public int Latent => 4 * _options.Width * _options.Grid * _options.Grid;

    public TrainingPlan Plan => _options.Training.ToPlan();

    public string LatentReading => $"grid={_options.Grid}";

    public EncoderModel Build(Random random)
    {
        var model = new ContrastiveModel(Shape, _options);
        Initialisation.Draw(model, random);
        return model;
    }
}
