using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Encoders.Autoencoder;
using EfficientMnist.Learning.Encoders.Contrastive;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class EncoderCatalogTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void Contrastive_Defaults_ArePinned()
    {
        var recipe = EncoderCatalog.Create("contrastive", None, TestImages.Grey);
        Assert.Equal(
            "augmentation=1,batch=256,beta=0.5,epochs=24,flip=0.5,grid=2,learning_rate=0.002,tau_plus=0.1,temperature=0.3,weight_decay=0.01,width=32",
            string.Join(',', recipe.Options.Select(o => $"{o.Key}={o.Value}")));
        Assert.Equal(512, recipe.Latent);
        Assert.Equal(new TrainingPlan(24, 256, 0.002, 0.01, 50), recipe.Plan);
        Assert.Equal(new ContrastiveOptions(), new ContrastiveOptions { Epochs = 24, Batch = 256, LearningRate = 2e-3, WeightDecay = 0.01, Width = 32, Grid = 2, Temperature = 0.3, TauPlus = 0.1, Beta = 0.5, Augmentation = 1, Flip = 0.5 });
    }

    [Fact]
    public void Autoencoder_Defaults_ArePinned()
    {
        var recipe = EncoderCatalog.Create("ae", None, TestImages.Grey);
        Assert.Equal("batch=256,epochs=10,latent=32,learning_rate=0.002,loss=mse,weight_decay=0,width=32", string.Join(',', recipe.Options.Select(o => $"{o.Key}={o.Value}")));
        Assert.Equal(32, recipe.Latent);
        Assert.Equal(new AutoencoderOptions(), new AutoencoderOptions { Epochs = 10, Batch = 256, LearningRate = 2e-3, WeightDecay = 0, Latent = 32, Width = 32, Loss = "mse" });
    }

    [Theory]
    [InlineData("contrastive", "epochs", "0", "encoder contrastive: epochs must be a whole number from 1 to 10000, not '0'.")]
    [InlineData("contrastive", "temperature", "-1", "encoder contrastive: temperature must be a number from 0.01 to 10, not '-1'.")]
    [InlineData("contrastive", "latent", "10", "encoder contrastive has no option 'latent'; it has augmentation, batch, beta, early_stopping, ema, epochs, flip, gamma, grid, keep, learning_rate, milestones, momentum, optimizer, resume, rho, sam_base, schedule, tau_plus, temperature, validation, warmup, weight_decay, width.")]
    [InlineData("ae", "latent", "ten", "encoder ae: latent must be a whole number from 1 to 4096, not 'ten'.")]
    [InlineData("ae", "loss", "hinge", "encoder ae: loss must be one of mse, bce, not 'hinge'.")]
    public void Create_WithABadOption_NamesWhatIsAllowed(string kind, string name, string value, string message)
    {
        var exception = Assert.Throws<ArgumentException>(() => EncoderCatalog.Create(kind, new Dictionary<string, string> { [name] = value }, TestImages.Grey));
        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void Contrastive_WithAGrid_HasALatentForEachCell() =>
        Assert.Equal(512, EncoderCatalog.Create("contrastive", new Dictionary<string, string> { ["grid"] = "2" }, TestImages.Grey).Latent);

    [Fact]
    public void Create_OfAnUnknownKind_ListsTheKinds() =>
        Assert.Equal("There is no encoder 'gan'; choose one of contrastive, ae, pca, umap.", Assert.Throws<ArgumentException>(() => EncoderCatalog.Create("gan", None, TestImages.Grey)).Message);

    [Fact]
    public void Kinds_AreThoseTrainedFromImagesAlone() => Assert.Equal(["contrastive", "ae", "pca", "umap"], EncoderCatalog.Kinds);

    [Fact]
    public void Create_ForTinyImages_Fails() =>
        Assert.Throws<ArgumentException>(() => EncoderCatalog.Create("ae", None, new ImageShape(1, 4, 28)));

    [Fact]
    public void Contrastive_OnGreyImages_Has308ThousandWeightsInTheEncoder()
    {
        using var model = EncoderCatalog.Create("contrastive", None, TestImages.Grey).Build(new Random(1));
        Assert.Equal(307_648, model.named_parameters().Where(p => p.name.StartsWith("encoder.", StringComparison.Ordinal)).Sum(p => p.parameter.numel()));
    }

    [Fact]
    public void Autoencoder_WithCrossEntropy_HasALatentOfTheLengthAskedFor()
    {
        var recipe = EncoderCatalog.Create("ae", new Dictionary<string, string> { ["loss"] = "bce", ["latent"] = "5" }, TestImages.Grey);
        Assert.Equal(5, recipe.Latent);
        Assert.Equal("bce", recipe.Options["loss"]);
    }
}
