namespace EfficientMnist.Datasets.Tests;

public sealed class DatasetOptionsTests
{
    [Fact]
    public void Defaults_ArePinned() => Assert.Equal(
        new DatasetOptions
        {
            Root = null,
            LocalRoot = "data",
            CacheRoot = null,
            AllowDownload = true,
            VerifyChecksums = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            StallTimeout = TimeSpan.FromSeconds(30),
            FashionMnistAddress = new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            MnistAddress = new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            Cifar10Address = new Uri("https://www.cs.toronto.edu/~kriz/"),
        },
        new DatasetOptions());
}
