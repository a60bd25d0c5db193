using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class TrainingPlanOptionsTests
{
    private static readonly TrainingPlan Standard = new(10, 64, 0.01, 0.001, 50);

    [Fact]
    public void Read_WithoutDeviations_IsTheKindsPlanAndLeavesTheOptionsAsTheyWere()
    {
        var (plan, reader) = Read();
        Assert.Equal(Standard, plan);
        Assert.Equal("epochs=10", Text(reader.Resolved()));
        Assert.Equal(
            "early_stopping=0,ema=0,gamma=0.1,keep=best,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50",
            Text(reader.Unsaid));
    }

    [Fact]
    public void Defaults_OfAPlan_ArePinned()
    {
        Assert.Equal((OptimizerKind.AdamW, 0, 0.9), (Standard.Optimizer, Standard.Sharpness, Standard.Momentum));
        Assert.Equal((0, 0, 0, false, false), (Standard.Ema, Standard.Validation, Standard.EarlyStopping, Standard.KeepsLast, Standard.ResumesBest));
        Assert.Equal(new LearningRateSchedule { Kind = ScheduleKind.Cosine, Milestones = [0.5, 0.75], Gamma = 0.1 }, Standard.Schedule);
    }

    [Fact]
    public void Read_WithDeviations_TakesThemAndResolvesToThem()
    {
        var (plan, reader) = Read(
            ("optimizer", "sam"), ("sam_base", "sgd"), ("rho", "0.1"), ("momentum", "0.5"), ("schedule", "milestones"), ("milestones", "[0.25, 0.5]"), ("gamma", "0.3"),
            ("warmup", "7"), ("ema", "0.99"), ("validation", "0.1"), ("early_stopping", "3"), ("keep", "last"), ("resume", "best"));
        Assert.Equal(
            Standard with
            {
                Optimizer = OptimizerKind.Sgd, Sharpness = 0.1, Momentum = 0.5, WarmupSteps = 7, Ema = 0.99, Validation = 0.1, EarlyStopping = 3, KeepsLast = true, ResumesBest = true,
                Schedule = new LearningRateSchedule { Kind = ScheduleKind.Milestones, Milestones = [0.25, 0.5], Gamma = 0.3 },
            },
            plan);
        Assert.Equal(
            "early_stopping=3,ema=0.99,epochs=10,gamma=0.3,keep=last,milestones=0.25,0.5,momentum=0.5,optimizer=sam,resume=best,rho=0.1,sam_base=sgd,schedule=milestones,validation=0.1,warmup=7",
            Text(reader.Resolved()));
        Assert.Empty(reader.Unsaid);
    }

    [Fact]
    public void Read_WithADefaultSpelledOut_ResolvesAsWithout() =>
        Assert.Equal("epochs=10", Text(Read(("optimizer", "adamw"), ("ema", "0.0")).Reader.Resolved()));

    [Theory]
    [InlineData("optimizer", "lion", "optimizer must be one of adamw, adam, sgd, sam, not 'lion'.")]
    [InlineData("sam_base", "sam", "sam_base must be one of adamw, adam, sgd, not 'sam'.")]
    [InlineData("schedule", "linear", "schedule must be one of cosine, constant, milestones, not 'linear'.")]
    [InlineData("milestones", "0.5,0.5", "milestones must be shares between 0 and 1, ascending, such as 0.5,0.75, not '0.5,0.5'.")]
    [InlineData("milestones", "0.5,half", "milestones must be shares between 0 and 1, ascending, such as 0.5,0.75, not '0.5,half'.")]
    [InlineData("milestones", "30,60", "milestones must be shares between 0 and 1, ascending, such as 0.5,0.75, not '30,60'.")]
    [InlineData("gamma", "0", "gamma must be a number from 0.001 to 1, not '0'.")]
    [InlineData("rho", "0", "rho must be a number from 0.0001 to 10, not '0'.")]
    [InlineData("warmup", "-1", "warmup must be a whole number from 0 to 1000000, not '-1'.")]
    [InlineData("ema", "1", "ema must be a number from 0 to 0.99999, not '1'.")]
    [InlineData("validation", "0.6", "validation must be a number from 0 to 0.5, not '0.6'.")]
    [InlineData("early_stopping", "3", "early_stopping must be 0 without images to measure the loss on: set validation above 0, such as 0.1, not '3'.")]
    [InlineData("keep", "first", "keep must be one of best, last, not 'first'.")]
    [InlineData("resume", "never", "resume must be one of latest, best, not 'never'.")]
    public void Read_OfABadValue_NamesWhatIsAllowed(string name, string value, string message) =>
        Assert.Equal($"encoder x: {message}", Assert.Throws<ArgumentException>(() => Read((name, value))).Message);

    [Fact]
    public void EveryKindOfNetwork_HasTheCommonOptions()
    {
        var deviations = new Dictionary<string, string> { ["optimizer"] = "sam", ["sam_base"] = "sgd", ["schedule"] = "constant", ["validation"] = "0.2", ["early_stopping"] = "5" };
        Assert.All(EncoderCatalog.Kinds.Except(["pca", "umap"]).Append("student"), kind =>
        {
            var recipe = EncoderCatalog.Create(kind, deviations, TestImages.Grey);
            Assert.Equal(
                (OptimizerKind.Sgd, 0.05, ScheduleKind.Constant, 0.2, 5),
                (recipe.Plan.Optimizer, recipe.Plan.Sharpness, recipe.Plan.Schedule.Kind, recipe.Plan.Validation, recipe.Plan.EarlyStopping));
            Assert.All(deviations, d => Assert.Equal(d.Value, recipe.Options[d.Key]));
            Assert.Equal("latest", recipe.Unsaid["resume"]);
        });
    }

    private static (TrainingPlan Plan, OptionReader Reader) Read(params (string Name, string Value)[] deviations)
    {
        var reader = new OptionReader("encoder x", deviations.ToDictionary(d => d.Name, d => d.Value));
        reader.Integer("epochs", 10, 1, 100);
        return (TrainingPlanOptions.Read(reader, Standard), reader);
    }

    private static string Text(IReadOnlyDictionary<string, string> options) => string.Join(',', options.Select(o => $"{o.Key}={o.Value}"));
}
