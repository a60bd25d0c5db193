namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>Data sets as their authors write them.</summary>
internal static class DatasetTitle
{
    public static string Of(string dataset) => dataset switch
    {
        "fashion-mnist" => "Fashion-MNIST",
        "mnist" => "MNIST",
        "cifar-10" => "CIFAR-10",
        "glyphs" => "Glyphs",
        _ => dataset,
    };
}
