using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class StudentOptionsTests
{
    [Fact]
    public void Options_Defaults_ArePinned()
    {
        var recipe = EncoderCatalog.Create("student", new Dictionary<string, string>(), TestImages.Grey);
        Assert.Equal(
            "augmentation=1,batch=192,classes=10,confidence=0,dropout=0,ema=0.995,epochs=6,flip=0.5,flip_average=on,grid=1,labelled_batch=32,"
            + "labelled_strong=0,labelled_weight=1,learning_rate=0.002,mixup=0,momentum=0.9,optimizer=adamw,pool_weight=1,strong=0.5,weak_shift=0.07142857142857142,weight_decay=0.01,width=32",
            string.Join(',', recipe.Options.Select(o => $"{o.Key}={o.Value}")));
        Assert.Equal((138, 10), (recipe.Latent, recipe.Classes));
        Assert.Equal(new TrainingPlan(6, 192, 0.002, 0.01, 100) { Optimizer = OptimizerKind.AdamW, Momentum = 0.9, Ema = 0.995, KeepsLast = true }, recipe.Plan);
        Assert.Equal(new StudentOptions(), new StudentOptions
        {
            Classes = 10, Epochs = 6, Batch = 192, LabelledBatch = 32, LabelledWeight = 1, PoolWeight = 1, Optimizer = "adamw", LearningRate = 0.002,
            Momentum = 0.9, WeightDecay = 0.01, Ema = 0.995, Width = 32, Grid = 1, Dropout = 0, Mixup = 0, Confidence = 0, Strong = 0.5,
            LabelledStrong = 0, Augmentation = 1, Flip = 0.5, WeakShift = 2.0 / 28, FlipAverage = true,
        });
        Assert.Equal(0.12, new SoftTargetOptions().Temperature);
        Assert.Null(new SoftTargetOptions().Prior);
    }

    [Theory]
    [InlineData("classes", "1", "encoder student: classes must be a whole number from 2 to 1000, not '1'.")]
    [InlineData("mixup", "2", "encoder student: mixup must be a number from 0 to 1, not '2'.")]
    [InlineData("optimizer", "lion", "encoder student: optimizer must be one of adamw, adam, sgd, sam, not 'lion'.")]
    [InlineData("flip_average", "yes", "encoder student: flip_average must be one of on, off, not 'yes'.")]
    public void Create_WithABadOption_NamesWhatIsAllowed(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => EncoderCatalog.Create("student", new Dictionary<string, string> { [name] = value }, TestImages.Grey)).Message);

    [Fact]
    public void Recipe_TakesTheLessonsClassesAndRefusesOthers()
    {
        var lesson = new Lesson(new FeatureMatrix([0.5f, 0.2f, 0.3f], 1, 3), [], []);
        Assert.Equal("3", new StudentRecipe(new Dictionary<string, string>(), TestImages.Grey, lesson).Options["classes"]);
        Assert.Equal("The lesson has 3 classes, the student 10.",
            Assert.Throws<ArgumentException>(() => new StudentRecipe(new Dictionary<string, string> { ["classes"] = "10" }, TestImages.Grey, lesson)).Message);
    }
}
