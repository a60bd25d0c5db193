using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class TrainingPlanOptionsTests
{
    private static readonly TrainingPlan Standard = new(20, 256, 0.002, 0, 50);

    [Fact]
    public void Defaults_ArePinned()
    {
        var options = new TrainingPlanOptions();
        Assert.Equal(Standard, options.ToPlan());
        Assert.Equal(
            "batch=256,early_stopping=0,ema=0,epochs=20,gamma=0.1,keep=auto,learning_rate=0.002,milestones=0.5,0.75,momentum=0.9,optimizer=adamw,resume=latest,rho=0.05,sam_base=adamw,schedule=cosine,validation=0,warmup=50,weight_decay=0",
            string.Join(',', TrainingPlanOptions.Table(2).Describe(options).Select(option => $"{option.Key}={option.Value}")));
    }

    [Fact]
    public void Defaults_OfAPlan_ArePinned()
    {
        Assert.Equal((OptimizerKind.AdamW, 0, 0.9), (Standard.Optimizer, Standard.Sharpness, Standard.Momentum));
        Assert.Equal((0, 0, 0, false, false), (Standard.Ema, Standard.Validation, Standard.EarlyStopping, Standard.KeepsLast, Standard.ResumesBest));
        Assert.Equal(new LearningRateSchedule { Kind = ScheduleKind.Cosine, Milestones = [0.5, 0.75], Gamma = 0.1 }, Standard.Schedule);
    }

    [Fact]
    public void Bind_WithDeviations_TakesThem() => Assert.Equal(
        Standard with
        {
            Optimizer = OptimizerKind.Sgd,
            Sharpness = 0.1,
            Momentum = 0.5,
            WarmupSteps = 7,
            Ema = 0.99,
            Validation = 0.1,
            EarlyStopping = 3,
            KeepsLast = true,
            ResumesBest = true,
            Schedule = new LearningRateSchedule { Kind = ScheduleKind.Milestones, Milestones = [0.25, 0.5], Gamma = 0.3 },
        },
        Bind(
            ("optimizer", "sam"), ("sam_base", "sgd"), ("rho", "0.1"), ("momentum", "0.5"), ("schedule", "milestones"), ("milestones", "[0.25, 0.5]"), ("gamma", "0.3"),
            ("warmup", "7"), ("ema", "0.99"), ("validation", "0.1"), ("early_stopping", "3"), ("keep", "last"), ("resume", "best")).ToPlan());

    [Theory]
    [InlineData("auto", true, false)]
    [InlineData("auto", false, true)]
    [InlineData("best", false, false)]
    [InlineData("last", true, true)]
    public void Keep_Auto_IsTheLastEpochWhereLossesDoNotCompare(string keep, bool lossesCompare, bool keepsLast) =>
        Assert.Equal(keepsLast, Bind(("keep", keep)).ToPlan(lossesCompare).KeepsLast);

    [Theory]
    [InlineData("optimizer", "lion", "optimizer='lion' must be one of adamw, sgd, adam, sam.")]
    [InlineData("sam_base", "sam", "sam_base='sam' must be one of adamw, sgd, adam.")]
    [InlineData("schedule", "cosinus", "schedule='cosinus' must be one of cosine, constant, milestones.")]
    [InlineData("milestones", "0.5,0.5", "milestones='0.5,0.5' must be shares between 0 and 1, ascending, such as 0.5,0.75.")]
    [InlineData("milestones", "0.5,half", "milestones='0.5,half' must be shares between 0 and 1, ascending, such as 0.5,0.75.")]
    [InlineData("milestones", "30,60", "milestones='30,60' must be shares between 0 and 1, ascending, such as 0.5,0.75.")]
    [InlineData("gamma", "0", "gamma='0' must be a number from 0.001 to 1.")]
    [InlineData("rho", "0", "rho='0' must be a number from 0.0001 to 10.")]
    [InlineData("warmup", "-1", "warmup='-1' must be a whole number from 0 to 1000000.")]
    [InlineData("ema", "1", "ema='1' must be a number from 0 to 0.99999.")]
    [InlineData("validation", "0.6", "validation='0.6' must be a number from 0 to 0.5.")]
    [InlineData("early_stopping", "3", "early_stopping=3 needs images to measure the loss on: set validation above 0, such as 0.1.")]
    [InlineData("resume", "never", "resume='never' must be one of latest, best.")]
    public void Bind_OfABadValue_NamesWhatIsAllowed(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<RefusalException>(() => Bind((name, value))).Message);

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
            Assert.Equal("latest", recipe.Options["resume"]);
        });
    }

    private static TrainingPlanOptions Bind(params (string Name, string Value)[] deviations) =>
        TrainingPlanOptions.Table(2).Bind(deviations.ToDictionary(deviation => deviation.Name, deviation => deviation.Value));
}
