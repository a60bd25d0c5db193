namespace EfficientMnist.Datasets;

/// <summary>Where data sets are looked for. Binds from the configuration section <c>Datasets</c>.</summary>
public sealed record DatasetOptions
{
    public const string Section = "Datasets";

    /// <summary>First folder to look in; each data set is a folder of its name inside. Empty: the environment variable EML_DATA.</summary>
    public string? Root { get; init; }

    /// <summary>Second folder to look in, for a checkout with its own data.</summary>
    public string LocalRoot { get; init; } = "data";

    /// <summary>Third folder to look in, and where downloads go. Empty: ~/.cache/efficientmnist/data.</summary>
    public string? CacheRoot { get; init; }

    /// <summary>Last folder to look in: that of the imported data sets. Empty: none.</summary>
    public string? ImportRoot { get; init; }

    /// <summary>Images of <c>glyphs</c> to learn from, 100 to 60,000; a quarter as many are drawn to test with.</summary>
    public int GlyphImages { get; init; } = 8_000;

    /// <summary>False: never use the network.</summary>
    public bool AllowDownload { get; init; } = true;

    /// <summary>Compare the standard sets with the checksums of their publishers whenever they are read.</summary>
    public bool VerifyChecksums { get; init; } = true;

    /// <summary>How long to wait for a connection before the download is given up.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a download may stand still before it is given up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Folder that Fashion-MNIST's four files are downloaded from.</summary>
    public Uri FashionMnistAddress { get; init; } = new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

    /// <summary>Folder that MNIST's four files are downloaded from.</summary>
    public Uri MnistAddress { get; init; } = new("https://ossci-datasets.s3.amazonaws.com/mnist/");

    /// <summary>Folder that cifar-10-binary.tar.gz is downloaded from.</summary>
    public Uri Cifar10Address { get; init; } = new("https://www.cs.toronto.edu/~kriz/");
}
