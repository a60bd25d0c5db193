using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Encoders.Autoencoder;
using EfficientMnist.Learning.Encoders.Contrastive;
using EfficientMnist.Learning.Encoders.Hcl;
using EfficientMnist.Learning.Encoders.Reconstruction;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class EncoderCatalogTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void Contrastive_Defaults_ArePinned()
    {
        var recipe = EncoderCatalog.Create("contrastive", None, TestImages.Grey);
        Assert.Equal(
            "augmentation=1,batch=256,beta=0.5,crop=0.2,early_stopping=0,ema=0,epochs=24,flip=0.5,gamma=0.1,grid=2,jitter=0.4,keep=auto,learning_rate=0.002,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,tau_plus=0.1,temperature=0.3,validation=0,views=affine,warmup=50,weight_decay=0.01,width=32",
            string.Join(',', recipe.Options.Select(o => $"{o.Key}={o.Value}")));
        Assert.Equal(512, recipe.Latent);
        Assert.Equal(new TrainingPlan(24, 256, 0.002, 0.01, 50), recipe.Plan);
        Assert.Equal(new ContrastiveOptions(), new ContrastiveOptions { Training = new() { Epochs = 24, Batch = 256, LearningRate = 2e-3, WeightDecay = 0.01 }, Width = 32, Grid = 2, Temperature = 0.3, TauPlus = 0.1, Beta = 0.5, Augmentation = 1, Flip = 0.5, Views = "auto", Crop = 0.2, Jitter = 0.4 });
    }

    [Theory]
    [InlineData(1, null, "crop=0.2,jitter=0.4,views=affine")]
    [InlineData(1, "crop", "crop=0.2,jitter=0.4,views=crop")]
    [InlineData(3, null, "crop=0.2,jitter=0.4,views=crop")]
    [InlineData(3, "affine", "crop=0.2,jitter=0.4,views=affine")]
    public void Contrastive_ByTheColourOfTheImages_SaysWhichViewsItHas(int channels, string? views, string said)
    {
        var recipe = EncoderCatalog.Create("contrastive", views is null ? None : new() { ["views"] = views }, new ImageShape(channels, 32, 32));
        Assert.Equal(said, string.Join(',', recipe.Options.Where(o => o.Key is "views" or "crop" or "jitter").Select(o => $"{o.Key}={o.Value}")));
    }

    [Fact]
    public void Autoencoder_Defaults_ArePinned()
    {
        var recipe = EncoderCatalog.Create("ae", None, TestImages.Grey);
        Assert.Equal("batch=256,early_stopping=0,ema=0,epochs=10,gamma=0.1,keep=auto,latent=32,learning_rate=0.002,loss=mse,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50,weight_decay=0,width=32", string.Join(',', recipe.Options.Select(o => $"{o.Key}={o.Value}")));
        Assert.Equal(32, recipe.Latent);
        Assert.Equal(new AutoencoderOptions(), new AutoencoderOptions { Width = 32 });
        Assert.Equal(
            AutoencoderRecipe.Table.Defaults,
            new ReconstructionOptions<AutoencoderOptions> { Training = new() { Epochs = 10, Batch = 256, LearningRate = 2e-3, WeightDecay = 0 }, Latent = 32, Loss = "mse", Kl = 1, KlWarmup = 0 });
    }

    [Theory]
    [InlineData("fc_vae", 20, "batch=256,early_stopping=0,ema=0,epochs=30,gamma=0.1,hidden=512,keep=auto,kl=1,kl_warmup=0,latent=20,layers=2,learning_rate=0.001,loss=bce,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50,weight_decay=0")]
    [InlineData("conv_vae", 20, "batch=256,early_stopping=0,ema=0,epochs=20,gamma=0.1,keep=auto,kl=1,kl_warmup=0,latent=20,learning_rate=0.002,loss=bce,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50,weight_decay=0,width=32")]
    [InlineData("dense_vae", 64, "batch=256,depth=3,early_stopping=0,ema=0,epochs=20,gamma=0.1,growth=32,keep=auto,kl=1,kl_warmup=0,latent=64,learning_rate=0.002,loss=bce,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50,weight_decay=0,width=32")]
    [InlineData("resnet18_ae", 128, "batch=256,early_stopping=0,ema=0,epochs=20,gamma=0.1,keep=auto,latent=128,learning_rate=0.002,loss=mse,milestones=0.5,0.75,momentum=0.9,norm=batch,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50,weight_decay=0,width=16")]
    [InlineData("resnet18_vae", 128, "batch=256,early_stopping=0,ema=0,epochs=20,gamma=0.1,keep=auto,kl=0.1,kl_warmup=0,latent=128,learning_rate=0.002,loss=mse,milestones=0.5,0.75,momentum=0.9,norm=batch,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50,weight_decay=0,width=16")]
    [InlineData("hcl", 256, "batch=256,beta=1,crop=0.2,early_stopping=0,ema=0,epochs=40,estimator=hard,flip=0.5,gamma=0.1,jitter=0.4,keep=auto,learning_rate=0.001,milestones=0.5,0.75,momentum=0.9,norm=batch,optimizer=adamw,projection=128,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,tau_plus=0.1,temperature=0.5,validation=0,warmup=50,weight_decay=1E-06,width=32")]
    public void Create_WithoutDeviations_HasThePinnedDefaults(string kind, int latent, string options)
    {
        var recipe = EncoderCatalog.Create(kind, None, TestImages.Grey);
        Assert.Equal(options, string.Join(',', recipe.Options.Select(o => $"{o.Key}={o.Value}")));
        Assert.Equal((kind, latent), (recipe.Kind, recipe.Latent));
    }

    [Fact]
    public void Hcl_Defaults_ArePinned() => Assert.Equal(
        new HclOptions(),
        new HclOptions { Training = new() { Epochs = 40, Batch = 256, LearningRate = 1e-3, WeightDecay = 1e-6 }, Width = 32, Norm = "batch", Projection = 128, Temperature = 0.5, TauPlus = 0.1, Beta = 1, Estimator = "hard", Crop = 0.2, Flip = 0.5, Jitter = 0.4 });

    // 11,689,512 of the paper without its stem (9,536) and classifier (513,000).
    [Fact]
    public void ResNet18_OfThePapersWidth_HasThePapersWeights()
    {
        using var model = EncoderCatalog.Create("hcl", new Dictionary<string, string> { ["width"] = "64" }, new ImageShape(3, 32, 32)).Build(new Random(1));
        Assert.Equal(11_166_976, model.named_parameters().Where(p => p.name.StartsWith("encoder.stages.", StringComparison.Ordinal)).Sum(p => p.parameter.numel()));
    }

    [Theory]
    [InlineData("contrastive", "epochs", "0", "epochs='0' must be a whole number from 1 to 10000.")]
    [InlineData("contrastive", "temperature", "-1", "temperature='-1' must be a number from 0.01 to 10.")]
    [InlineData("contrastive", "latent", "10", "encoder contrastive has no option 'latent'. Did you mean batch? There are augmentation, batch, ")]
    [InlineData("ae", "latent", "ten", "latent='ten' must be a whole number from 1 to 4096.")]
    [InlineData("ae", "loss", "hinge", "loss='hinge' must be one of mse, bce, ssim.")]
    [InlineData("ae", "kl", "1", "encoder ae has no option 'kl'. Did you mean ")]
    [InlineData("fc_vae", "kl", "-1", "kl='-1' must be a number from 0 to 1000.")]
    [InlineData("fc_vae", "layers", "0", "layers='0' must be a whole number from 1 to 6.")]
    [InlineData("dense_vae", "growth", "1", "growth='1' must be a whole number from 4 to 128.")]
    [InlineData("resnet18_vae", "norm", "none", "norm='none' must be one of batch, group.")]
    [InlineData("hcl", "estimator", "soft", "estimator='soft' must be one of hard, easy.")]
    [InlineData("hcl", "crop", "0", "crop='0' must be a number from 0.05 to 1.")]
    public void Create_WithABadOption_NamesWhatIsAllowed(string kind, string name, string value, string message)
    {
        var exception = Assert.Throws<RefusalException>(() => EncoderCatalog.Create(kind, new Dictionary<string, string> { [name] = value }, TestImages.Grey));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contrastive_WithAGrid_HasALatentForEachCell() =>
        Assert.Equal(1152, EncoderCatalog.Create("contrastive", new Dictionary<string, string> { ["grid"] = "3" }, TestImages.Grey).Latent);

    [Fact]
    public void Create_OfAnUnknownKind_ListsTheKinds() =>
        Assert.Equal("There is no encoder 'gan'; choose one of contrastive, ae, fc_vae, conv_vae, dense_vae, resnet18_ae, resnet18_vae, hcl, pca, umap.", Assert.Throws<RefusalException>(() => EncoderCatalog.Create("gan", None, TestImages.Grey)).Message);

    [Fact]
    public void Kinds_AreThoseTrainedFromImagesAlone() => Assert.Equal(["contrastive", "ae", "fc_vae", "conv_vae", "dense_vae", "resnet18_ae", "resnet18_vae", "hcl", "pca", "umap"], EncoderCatalog.Kinds);

    [Fact]
    public void Create_ForTinyImages_Fails() =>
        Assert.Throws<RefusalException>(() => EncoderCatalog.Create("ae", None, new ImageShape(1, 4, 28)));

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
