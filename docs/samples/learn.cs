#:project ../../src/EfficientMnist.Learning/EfficientMnist.Learning.csproj
#:property PublishAot=false

// dotnet run docs/samples/learn.cs [labels] [images]: learns Fashion-MNIST, or glyphs drawn by code where EML_DATA has none.
using System.Globalization;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Evaluation;

var catalog = new DatasetCatalog(new DatasetOptions { AllowDownload = false });
var name = catalog.List().Any(dataset => dataset is { Name: "fashion-mnist", Available: true }) ? "fashion-mnist" : DatasetCatalog.Drawn;
var images = await catalog.LoadImagesAsync(name, DatasetSplit.Train);
var truth = await catalog.LoadLabelsAsync(name, DatasetSplit.Train);
var test = await catalog.LoadImagesAsync(name, DatasetSplit.Test);

var labels = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : images.Count;
var pool = ImagePool.Of(images.Slice(0, count)).WithTest(test);
var learner = new ActiveLearner(pool, new ActiveLearnerOptions { Labels = labels });
var ask = (int image) => truth[image];

while (!learner.HasStopped)
{
    learner.Teach([.. learner.Query().Ids.Select(image => new BoughtLabel(image, ask(image)))]);
    Console.WriteLine($"{learner.State.Bought} labels, the classifier expects {learner.Assess().Observation.ExpectedAccuracy:P1}");
}

var answers = await catalog.LoadLabelsAsync(name, DatasetSplit.Test);
Console.WriteLine($"{name}: {Accuracy.Of(learner.PredictTest(), answers):P1} of {test.Count} test images are right, with {labels} labels of {count} images");
