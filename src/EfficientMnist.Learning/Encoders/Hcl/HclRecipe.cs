using EfficientMnist.Datasets;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Encoders.Hcl;

/// <summary>
/// Contrastive learning with hard negatives as Robinson et al., 2021 (arXiv 2010.04592) set it up: ResNet-18, a projection
/// of two layers, crops and changed colours as views. The kind <c>contrastive</c> has the same loss on a smaller network
/// with views made for small grey images.
/// Fashion-MNIST, 16 epochs in half an hour on two cores: logistic regression on the latents has 80.8 % of the test images with
/// 1,000 labels at random, 83.9 % with 60,000; fine-tuned on 5,000 labels, 4,000 of them bought by margin, 91.2 % (one seed).
/// </summary>
internal sealed class HclRecipe : IEncoderRecipe
{
    public const string Name = "hcl";

    private readonly HclOptions _options;

    public HclRecipe(HclOptions options, ImageShape shape)
    {
        SmallestImages.Check(Name, shape);
        _options = HclOptions.Table.Checked(options);
        Shape = shape;
    }

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options => HclOptions.Table.Describe(_options);

    public ImageShape Shape { get; }

    public int Latent => HclModel.LatentOf(_options);

    public TrainingPlan Plan => _options.Training.ToPlan();

    public EncoderModel Build(Random random)
    {
        var model = new HclModel(Shape, _options);
        Initialisation.Draw(model, random);
        return model;
    }
}
