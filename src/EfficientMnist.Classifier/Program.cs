using EfficientMnist.Classifier;

await ClassifierHost.Build(args).RunAsync();
