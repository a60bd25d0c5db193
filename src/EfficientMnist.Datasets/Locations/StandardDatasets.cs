using EfficientMnist.Datasets.Cifar;
using EfficientMnist.Datasets.Standard;

namespace EfficientMnist.Datasets.Locations;

internal static class StandardDatasets
{
    public static IReadOnlyList<StandardDataset> All { get; } =
    [
        new()
        {
            Name = "fashion-mnist",
            Source = "Fashion-MNIST, Zalando Research, MIT licence",
            ClassNames = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
            Address = options => options.FashionMnistAddress,
            Files =
            [
                PublishedFile.Gzipped("train-images-idx3-ubyte", "f4a8712d7a061bf5bd6d2ca38dc4d50a"),
                PublishedFile.Gzipped("train-labels-idx1-ubyte", "9018921c3c673c538a1fc5bad174d6f9"),
                PublishedFile.Gzipped("t10k-images-idx3-ubyte", "8181f5470baa50b63fa0f6fddb340f0a"),
                PublishedFile.Gzipped("t10k-labels-idx1-ubyte", "15d484375f8d13e6eb1aabb0c3f46965"),
            ],
        },
        new()
        {
            Name = "mnist",
            Source = "MNIST, LeCun, Cortes and Burges",
            ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            Address = options => options.MnistAddress,
            Files =
            [
                PublishedFile.Gzipped("train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"),
                PublishedFile.Gzipped("train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"),
                PublishedFile.Gzipped("t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"),
                PublishedFile.Gzipped("t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"),
            ],
        },
        new()
        {
            Name = "cifar-10",
            Source = "CIFAR-10, Krizhevsky, Nair and Hinton, binary version",
            ClassNames = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
            Address = options => options.Cifar10Address,
            // The publisher gives the checksum of the archive as it is downloaded, so the archive is the content.
            Files = [new(CifarFiles.Archive, CifarFiles.Archive, "c32a1d4ab5d03f1284b67883e8d87530")],
        },
    ];

    public static StandardDataset? Find(string name) => All.FirstOrDefault(dataset => dataset.Name == name);
}
