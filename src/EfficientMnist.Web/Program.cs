using EfficientMnist.Web;

await WebPage.Build(args).RunAsync();
