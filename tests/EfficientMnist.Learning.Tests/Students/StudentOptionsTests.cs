using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class StudentOptionsTests
{
    [Fact]
    public void Options_Defaults_ArePinned()
    {
        var recipe = EncoderCatalog.Create("student", new Dictionary<string, string>(), TestImages.Grey);
        Assert.Equal(
            "augmentation=1,batch=192,classes=10,confidence=0,dropout=0,early_stopping=0,ema=0.995,epochs=16,flip=0.5,flip_average=on,gamma=0.1,grid=1,keep=last,labelled_batch=32,"
            + "labelled_strong=0,labelled_weight=1,learning_rate=0.002,milestones=0.5,0.75,mixup=0,momentum=0.9,optimizer=adamw,pool_weight=1,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,strong=0.5,validation=0,warmup=100,weak_shift=0.07142857142857142,weight_decay=0.01,width=32",
            string.Join(',', recipe.Options.Select(o => $"{o.Key}={o.Value}")));
        Assert.Equal((138, 10), (recipe.Latent, recipe.Classes));
        Assert.Equal(new TrainingPlan(16, 192, 0.002, 0.01, 100) { Optimizer = OptimizerKind.AdamW, Momentum = 0.9, Ema = 0.995, KeepsLast = true }, recipe.Plan);
        Assert.Equal(new StudentOptions(), new StudentOptions
        {
            Classes = 10,
            Training = new() { Epochs = 16, Batch = 192, Optimizer = "adamw", LearningRate = 0.002, Momentum = 0.9, WeightDecay = 0.01, Warmup = 100, Ema = 0.995, Keep = "last" },
            LabelledBatch = 32,
            LabelledWeight = 1,
            PoolWeight = 1,
            Width = 32,
            Grid = 1,
            Dropout = 0,
            Mixup = 0,
            Confidence = 0,
            Strong = 0.5,
            LabelledStrong = 0,
            Augmentation = 1,
            Flip = 0.5,
            WeakShift = 2.0 / 28,
            FlipAverage = true,
        });
        Assert.Equal(0.12, new SoftTargetOptions().Temperature);
        Assert.Null(new SoftTargetOptions().Prior);
    }

    [Theory]
    [InlineData("classes", "1", "classes='1' must be a whole number from 2 to 1000.")]
    [InlineData("mixup", "2", "mixup='2' must be a number from 0 to 1.")]
    [InlineData("optimizer", "lion", "optimizer='lion' must be one of adamw, sgd, adam, sam.")]
    [InlineData("flip_average", "yes", "flip_average='yes' must be one of on, off.")]
    public void Create_WithABadOption_NamesWhatIsAllowed(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<RefusalException>(() => EncoderCatalog.Create("student", new Dictionary<string, string> { [name] = value }, TestImages.Grey)).Message);

    [Fact]
    public void Recipe_OfOtherClassesThanTheTeachingSet_IsRefused()
    {
        var teaching = new TeachingSet(new FeatureMatrix([0.5f, 0.2f, 0.3f], 1, 3), [], []);
        Assert.Equal("3", new StudentRecipe(new StudentOptions { Classes = 3 }, TestImages.Grey, teaching).Options["classes"]);
        Assert.Equal("The teaching set has 3 classes, the student 10.",
            Assert.Throws<RefusalException>(() => new StudentRecipe(new StudentOptions(), TestImages.Grey, teaching)).Message);
    }
}
