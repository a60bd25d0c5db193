using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Stopping;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Tests.Experiments;

public sealed class RunOptionsTests
{
    [Fact]
    public void Defaults_ArePinned()
    {
        var options = new RunOptions();

        Assert.Equal("fashion-mnist", options.Dataset);
        Assert.Equal(1_000, options.Labels);
        Assert.Equal(1, options.Seed);
        Assert.Equal(new OracleChoice { Kind = "dataset", Classes = [] }, options.Oracle);
        Assert.Equal("v_optimal", options.Strategy);
        Assert.Equal("contrastive", options.Encoder.Kind);
        Assert.Equal(1, options.Encoder.Seed);
        Assert.Equal(EncoderCatalog.Options("contrastive"), options.Encoder.Options);
        Assert.Equal("kernel", options.Classifier.Kind);
        Assert.Equal("histograms+patches+latents", options.Views);
        Assert.Equal(ClassifierCatalog.Options("kernel"), options.Classifier.Options);
        Assert.Equal("typi_clust", options.ColdStart.Kind);
        Assert.Null(options.ColdStart.Size);
        Assert.Null(options.Round.Size);
        Assert.Equal(1, options.Round.Growth);
        Assert.Equal(20, options.Round.PoolFactor);
        Assert.Equal(new ValidationOptions { Share = 0, Kind = "uniform", UniformPart = 0.3 }, options.Validation);
        Assert.Equal(new StopOptions(), options.Stop);
        Assert.True(options.Curve.Enabled);
        Assert.Equal("standard", options.Preset);
        Assert.Equal(1, options.Student.Generations);
        Assert.Equal(0.5, options.Student.Weight);
        Assert.Equal(1, options.Student.TeacherTemperature);
        Assert.Equal("none", options.Student.At.ToString());
        Assert.Equal("previous", options.Student.Start);
        Assert.Equal(new StudentOptions(), options.Student.Options.As<StudentOptions>());
        Assert.Empty(options.Curve.Points.Values);
    }

    [Fact]
    public void Bind_Deviations_AreSetAndNameTheRun()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string>
        {
            ["strategy"] = "random",
            ["labels"] = "500",
            ["encoder.epochs"] = "2",
            ["classifier.gamma"] = "0.7",
            ["cold_start.size"] = "20",
            ["seed"] = "1",
        });

        Assert.Equal(500, options.Labels);
        Assert.Equal(20, options.ColdStart.Size);
        Assert.Equal("2", options.Encoder.Options.Values["epochs"]);
        Assert.Equal("labels=500,strategy=random,cold_start.size=20,classifier.gamma=0.7,encoder.epochs=2", RunOptionsBinder.Name(options));
        Assert.Equal("default", RunOptionsBinder.Name(RunOptionsBinder.Bind(new Dictionary<string, string>())));
    }

    [Fact]
    public void Bind_ClassesOfOnesOwn_AreKeptAndNameTheRun()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["oracle.kind"] = "human", ["oracle.classes"] = "red cat, dog" });

        Assert.Equal("red cat,dog", string.Join(',', options.Oracle.Classes));
        Assert.True(options.Oracle.IsHuman);
        Assert.Equal("oracle.kind=human,oracle.classes=red cat,dog", RunOptionsBinder.Name(options));
        Assert.Equal(options.Oracle, RunOptionsBinder.Bind(RunOptionsBinder.Describe(options)).Oracle);
    }

    [Theory]
    [InlineData("human", "cat", "2 to 256 different names")]
    [InlineData("human", "cat,Cat", "2 to 256 different names")]
    [InlineData("dataset", "cat,dog", "set oracle.kind=human, sql or grpc, too")]
    [InlineData("oracle", "auto", "must be one of dataset, human")]
    public void Bind_AnOracleThatCannotBe_SaysWhatIsAllowed(string kind, string classes, string expected)
    {
        var error = Assert.Throws<RefusalException>(() =>
            RunOptionsBinder.Bind(new Dictionary<string, string> { ["oracle.kind"] = kind, ["oracle.classes"] = classes }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oracle.kind=sql", "oracle.kind=sql needs oracle.connection")]
    [InlineData("oracle.kind=sql|oracle.connection=x", "oracle.kind=sql needs oracle.query")]
    [InlineData("oracle.kind=grpc", "oracle.kind=grpc needs oracle.address")]
    [InlineData("oracle.query=select 1", "oracle.query is of oracle.kind=sql")]
    [InlineData("oracle.kind=human|oracle.address=http://x", "oracle.address is of oracle.kind=grpc")]
    public void Bind_ASourceOfLabels_NeedsItsOwnOptionsAndNoOthers(string typed, string expected)
    {
        var error = Assert.Throws<RefusalException>(() => RunOptionsBinder.Bind(typed.Split('|').ToDictionary(option => option[..option.IndexOf('=', StringComparison.Ordinal)], option => option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..])));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oracle.money=20", "oracle.money is what the labels of oracle.price may cost")]
    [InlineData("oracle.price=25|oracle.money=20", "oracle.money=20 does not pay for one label, which may cost 25")]
    [InlineData("oracle.price=0", "must be none, a price from 1")]
    [InlineData("oracle.price=2.5", "must be none, a price from 1")]
    [InlineData("oracle.price=-3", "must be none, a price from 1")]
    [InlineData("oracle.price=25,30", "must be none, a price from 1")]
    [InlineData("oracle.price=cat:1,cat:2", "must be none, a price from 1")]
    [InlineData("oracle.price=:5", "must be none, a price from 1")]
    [InlineData("oracle.price=25|oracle.money=0", "must be none, or a sum from 1")]
    public void Bind_PricesThatCannotBe_SaysWhatIsAllowed(string typed, string expected)
    {
        var error = Assert.Throws<RefusalException>(() => RunOptionsBinder.Bind(typed.Split('|').Select(option => option.Split('=')).ToDictionary(option => option[0], option => option[1])));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_Prices_AreKeptAndNameTheRun()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["oracle.price"] = "25, dog: 10,a:b:0", ["oracle.money"] = "3000000000" });

        Assert.Equal((25, 25, 0, 3_000_000_000), (options.Oracle.Price.Each, options.Oracle.Price.Dearest, options.Oracle.Price.Cheapest, options.Oracle.Money));
        Assert.Equal([("a:b", 0L), ("dog", 10L)], options.Oracle.Price.OfClass.Select(price => (price.Key, price.Value)));
        Assert.Equal("oracle.price=25,a:b:0,dog:10,oracle.money=3000000000", RunOptionsBinder.Name(options));
        Assert.Equal(options.Oracle, RunOptionsBinder.Bind(RunOptionsBinder.Describe(options)).Oracle);
    }

    [Theory]
    [InlineData("25", "5000", 200)]
    [InlineData("cat:10,dog:25", "5000", 500)]
    [InlineData("10", "90000", 6_000)]
    [InlineData("25,free:0", "500", 6_000)]
    public void ForPool_WithABudgetInMoneyAlone_IsForAsManyLabelsAsItMayPay(string price, string money, int labels)
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["oracle.price"] = price, ["oracle.money"] = money });

        Assert.Contains(("labels", labels.ToString(System.Globalization.CultureInfo.InvariantCulture)), DatasetDefaults.ForPool(options, pool: 6_000));
    }

    [Fact]
    public void Describe_OfASourceOfLabels_GivesItAgain()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string>
        {
            ["oracle.kind"] = "sql",
            ["oracle.connection"] = "Data Source=a.db",
            ["oracle.query"] = "select label from t where file = @file",
            ["oracle.classes"] = "cat,dog",
        });

        Assert.Equal(options.Oracle, RunOptionsBinder.Bind(RunOptionsBinder.Describe(options)).Oracle);
        Assert.Equal(("Data Source=a.db", "select label from t where file = @file", ""), (options.Oracle.Connection, options.Oracle.Query, options.Oracle.Address));
    }

    [Fact]
    public void Describe_BoundAgain_GivesTheSameRun()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["classifier.kind"] = "linear", ["encoder.kind"] = "ae", ["curve"] = "50,20" });

        var again = RunOptionsBinder.Bind(RunOptionsBinder.Describe(options));

        Assert.Equal("linear", again.Classifier.Kind);
        Assert.Equal(RunOptionsBinder.Name(options), RunOptionsBinder.Name(again));
        Assert.Equal(RunOptionsBinder.Describe(options), RunOptionsBinder.Describe(again));
    }

    [Fact]
    public void Bind_OnOtherOptions_ChangesThoseAndDropsTheOptionsOfAnotherKind()
    {
        var before = RunOptionsBinder.Bind(RunOptionsBinder.Describe(RunOptionsBinder.Bind(new Dictionary<string, string> { ["labels"] = "300", ["seed"] = "5" })));

        var same = RunOptionsBinder.Bind(before, new Dictionary<string, string> { ["strategy"] = "badge" });
        var other = RunOptionsBinder.Bind(before, new Dictionary<string, string> { ["classifier.kind"] = "linear", ["encoder.kind"] = "ae" });

        Assert.Equal("labels=300,seed=5,strategy=badge", RunOptionsBinder.Name(same));
        Assert.True(RunOptionsBinder.SameEncoder(before, same));
        Assert.Equal(("linear", "ae", 300), (other.Classifier.Kind, other.Encoder.Kind, other.Labels));
        Assert.False(RunOptionsBinder.SameEncoder(before, other));
    }

    [Theory]
    [InlineData("stratgy", "margin", "Did you mean strategy?")]
    [InlineData("round.pool", "3", "Did you mean round.pool_factor?")]
    [InlineData("labels", "0", "from 1 to 1000000")]
    [InlineData("labels", "many", "from 1 to 1000000")]
    [InlineData("cold_start.size", "-1", "or auto")]
    [InlineData("cold_start.kind", "margin", "typi_clust, prob_cover, kmeans")]
    [InlineData("round.growth", "0", "from 0.1 to 10")]
    [InlineData("round.growth", "NaN", "from 0.1 to 10")]
    [InlineData("strategy", "tea_leaves", "margin")]
    [InlineData("encoder.kind", "oracle", "contrastive")]
    [InlineData("encoder.epoch", "3", "Did you mean encoder.epochs?")]
    [InlineData("classifier.kind", "svm", "one of kernel, linear, mlp, knn, fine_tune, student")]
    [InlineData("classifier.hidden", "3", "classifier kernel has no option 'classifier.hidden'")]
    [InlineData("views", "pixels", "one of histograms, patches, latents, histograms+patches, histograms+latents, patches+latents, histograms+patches+latents")]
    [InlineData("labels", "60000", "Choose classifier.kind=mlp or linear")]
    [InlineData("classifier.gamma", "-3", "gamma")]
    [InlineData("validate.share", "0.6", "from 0 to 0.5")]
    [InlineData("validate.kind", "guess", "one of uniform, lure")]
    [InlineData("validate.uniform_part", "0", "from 0.05 to 1")]
    [InlineData("stop.kind", "boredom", "one of budget, expected_gain, stable, target")]
    [InlineData("stop.kind", "target", "set validate.share above 0")]
    [InlineData("stop.threshold", "2", "from 0 to 1 or auto")]
    [InlineData("stop.patience", "0", "from 1 to 1000")]
    [InlineData("stop.target", "90", "from 0 to 1")]
    [InlineData("stop.confidence", "1", "from 0.5 to 0.9999")]
    [InlineData("stop.minimum", "0", "from 1 to")]
    [InlineData("curve", "soon", "label counts")]
    [InlineData("preset", "slow", "must be one of standard, quick, instant, plain")]
    [InlineData("encoder.kind", "student", "must be one of contrastive, ae")]
    [InlineData("propagation.alpha", "1", "from 0 to 0.99")]
    [InlineData("propagation.neighbours", "0", "from 1 to 100")]
    [InlineData("mirror", "maybe", "one of auto, on, off")]
    [InlineData("student.generations", "11", "from 0 to 10")]
    [InlineData("student.weight", "1.5", "from 0 to 1")]
    [InlineData("student.at", "early", "label counts")]
    [InlineData("student.start", "scratch", "one of previous, encoder, random")]
    [InlineData("student.epochs", "0", "student.epochs='0' must be a whole number from 1")]
    [InlineData("student.epoch", "3", "Did you mean student.epochs?")]
    [InlineData("student.classes", "10", "has no option 'student.classes'")]
    [InlineData("student.width", "48", "does not fit encoder.width=32")]
    [InlineData("dataset", "", "must be the name of a data set")]
    public void Bind_BadOption_SaysWhatIsAllowed(string name, string value, string expected)
    {
        var error = Assert.Throws<RefusalException>(() => RunOptionsBinder.Bind(new Dictionary<string, string> { [name] = value }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_WithoutAnEncoder_NeedsViewsThatNeedNone()
    {
        static RunOptions Bind(params (string Name, string Value)[] options) => RunOptionsBinder.Bind(options.ToDictionary(o => o.Name, o => o.Value));

        var instant = Bind(("preset", "instant"));
        Assert.Equal(("none", "histograms+patches", "v_optimal", 0), (instant.Encoder.Kind, instant.Views, instant.Strategy, instant.Student.Generations));
        Assert.Equal("preset=instant", RunOptionsBinder.Name(instant));
        Assert.Equal(RunOptionsBinder.Describe(instant), RunOptionsBinder.Describe(RunOptionsBinder.Bind(RunOptionsBinder.Describe(instant))));
        Assert.Equal("histograms", Bind(("encoder.kind", "none"), ("views", "histograms")).Views);
        Assert.Contains("views=histograms+patches", Assert.Throws<RefusalException>(() => Bind(("encoder.kind", "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("no option 'encoder.epochs'", Assert.Throws<RefusalException>(() => Bind(("preset", "instant"), ("encoder.epochs", "3"))).Message, StringComparison.Ordinal);
        Assert.Contains("no network", Assert.Throws<RefusalException>(() => Bind(("preset", "instant"), ("classifier.kind", "fine_tune"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_VOptimalWithMoreLabelsThanAKernelTakes_IsRefused()
    {
        static RunOptions Bind(string labels) => RunOptionsBinder.Bind(new Dictionary<string, string> { ["strategy"] = "v_optimal", ["classifier.kind"] = "mlp", ["labels"] = labels });

        Assert.Equal("v_optimal", Bind("20000").Strategy);
        Assert.Contains("not for 20,001", Assert.Throws<RefusalException>(() => Bind("20001")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mnist", "auto", "0", "0", "off")]
    [InlineData("fashion-mnist", "auto", "0.5", "0.5", "on")]
    [InlineData("fashion-mnist", "off", "0", "0", "off")]
    [InlineData("mnist", "on", "0.5", "0.5", "on")]
    public void Describe_DigitsOrMirrorOff_HaveNoMirroredViews(string dataset, string mirror, string encoder, string student, string average)
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = dataset, ["mirror"] = mirror });
        var all = RunOptionsBinder.Describe(options);

        Assert.Equal((encoder, student, average), (all["encoder.flip"], all["student.flip"], all["student.flip_average"]));
        Assert.DoesNotContain("flip", RunOptionsBinder.Name(options), StringComparison.Ordinal);
        Assert.Equal(all, RunOptionsBinder.Describe(RunOptionsBinder.Bind(all)));
    }

    [Theory]
    [InlineData("contrastive")]
    [InlineData("hcl")]
    public void Describe_DigitsUnderAnyKindThatSeesMirroredViews_AreNotMirrored(string kind)
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = "mnist", ["encoder.kind"] = kind });
        Assert.Equal("0", RunOptionsBinder.Describe(options)["encoder.flip"]);
    }

    [Fact]
    public void Bind_MoreComponentsThanASmallImageHasValues_IsLeftToTheTrainerWhoKnowsTheImages() =>
        Assert.Equal("1000", RunOptionsBinder.Describe(RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = "cifar-10", ["encoder.kind"] = "pca", ["encoder.latent"] = "1000" }))["encoder.latent"]);

    [Theory]
    [InlineData("glyphs", "8", "4")]
    [InlineData("cifar-10", "60", "32")]
    public void Describe_PoolsOfOtherSizes_TrainShorterOrLongerButAsLongAsAsked(string dataset, string encoder, string student)
    {
        var drawn = RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = dataset });
        var asked = RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = dataset, ["encoder.epochs"] = "24" });

        Assert.Equal((encoder, student), (RunOptionsBinder.Describe(drawn)["encoder.epochs"], RunOptionsBinder.Describe(drawn)["student.epochs"]));
        Assert.Equal($"dataset={dataset}", RunOptionsBinder.Name(drawn));
        Assert.Equal("24", RunOptionsBinder.Describe(asked)["encoder.epochs"]);
    }

    [Fact]
    public void Bind_AFlipAskedForByName_Stays()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = "mnist", ["encoder.flip"] = "0.2" });
        Assert.Equal("0.2", RunOptionsBinder.Describe(options)["encoder.flip"]);
        Assert.Equal("dataset=mnist,encoder.flip=0.2", RunOptionsBinder.Name(options));
    }

    [Fact]
    public void Bind_APreset_IsWhatTheOthersDeviateFrom()
    {
        var quick = RunOptionsBinder.Bind(new Dictionary<string, string> { ["labels"] = "500", ["preset"] = "quick" });
        var quickWithStudent = RunOptionsBinder.Bind(new Dictionary<string, string> { ["student.generations"] = "2", ["preset"] = "quick", ["student.at"] = "[400, 200]" });

        Assert.Equal((0, "preset=quick,labels=500"), (quick.Student.Generations, RunOptionsBinder.Name(quick)));
        Assert.Equal((2, "preset=quick,student.generations=2,student.at=200,400"), (quickWithStudent.Student.Generations, RunOptionsBinder.Name(quickWithStudent)));
        Assert.Equal("student.generations=0", RunOptionsBinder.Name(RunOptionsBinder.Bind(new Dictionary<string, string> { ["preset"] = "standard", ["student.generations"] = "0" })));
    }

    [Fact]
    public void Bind_ThePlainPreset_LeavesTheClassifierAloneWithTheLatents()
    {
        var plain = RunOptionsBinder.Bind(new Dictionary<string, string> { ["preset"] = "plain", ["classifier.kind"] = "mlp", ["classifier.hidden"] = "64", ["encoder.kind"] = "ae" });

        Assert.Equal(("latents", 0.0, 0, "none"), (plain.Views, plain.Propagation.Alpha, plain.Student.Generations, plain.Student.At.ToString()));
        Assert.Equal("preset=plain,encoder.kind=ae,classifier.kind=mlp,classifier.hidden=64", RunOptionsBinder.Name(plain));
        Assert.Equal(RunOptionsBinder.Describe(plain), RunOptionsBinder.Describe(RunOptionsBinder.Bind(RunOptionsBinder.Describe(plain))));
    }

    [Fact]
    public void Bind_FineTuning_HasOptionsOfItsOwn()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["classifier.kind"] = "fine_tune", ["classifier.freeze"] = "on", ["dataset"] = "mnist" });
        var all = RunOptionsBinder.Describe(options);

        Assert.Equal(("on", "encoder", "0", "off", "30"), (all["classifier.freeze"], all["classifier.start"], all["classifier.flip"], all["classifier.flip_average"], all["classifier.epochs"]));
        Assert.DoesNotContain("classifier.classes", all.Keys);
        Assert.Equal("dataset=mnist,classifier.kind=fine_tune,classifier.freeze=on", RunOptionsBinder.Name(options));
        Assert.Equal(all, RunOptionsBinder.Describe(RunOptionsBinder.Bind(all)));
    }

    [Fact]
    public void Bind_TheStudentAsClassifier_IsTheStudentAlone()
    {
        var options = RunOptionsBinder.Bind(new Dictionary<string, string> { ["classifier.kind"] = "student" });

        Assert.Equal((1.0, 1, "0.3"), (options.Student.Weight, options.Student.Generations, RunOptionsBinder.Describe(options)["classifier.gamma"]));
    }

    [Theory]
    [InlineData("fine_tune", "strategy", "bald", "is one network")]
    [InlineData("fine_tune", "encoder.kind", "pca", "has no network")]
    [InlineData("fine_tune", "classifier.classes", "10", "has no option 'classifier.classes'")]
    [InlineData("fine_tune", "classifier.colour", "red", "classifier fine_tune has no option 'classifier.colour'")]
    [InlineData("fine_tune", "classifier.start", "there", "one of encoder, random")]
    [InlineData("student", "preset", "plain", "set student.generations to 1 or more")]
    public void Bind_AClassifierThatCannotBe_SaysWhy(string kind, string name, string value, string expected)
    {
        var error = Assert.Throws<RefusalException>(() => RunOptionsBinder.Bind(new Dictionary<string, string> { ["classifier.kind"] = kind, [name] = value }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Student_ThatBeginsWithTheEncoder_IsAsWideUnlessToldToBeginAnew()
    {
        var narrow = RunOptionsBinder.Describe(RunOptionsBinder.Bind(new Dictionary<string, string> { ["encoder.width"] = "16" }));
        var anew = RunOptionsBinder.Describe(RunOptionsBinder.Bind(new Dictionary<string, string> { ["student.start"] = "random", ["student.width"] = "48" }));

        Assert.Equal("16", narrow["student.width"]);
        Assert.Equal("48", anew["student.width"]);
        Assert.DoesNotContain("student.classes", narrow.Keys);
    }
}
