using EfficientMnist.DatasetStore;

await DatasetStoreHost.Build(args).RunAsync();
