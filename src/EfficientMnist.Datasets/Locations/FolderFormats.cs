using EfficientMnist.Datasets.Cifar;
using EfficientMnist.Datasets.Files;
using EfficientMnist.Datasets.Idx;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Standard;

namespace EfficientMnist.Datasets.Locations;

/// <summary>Tells by its content what format a folder has.</summary>
internal static class FolderFormats
{
    public static IDatasetReader? Open(string name, string folder, StandardDataset? standard, bool verifyChecksums)
    {
        if (StoredReader.Recognises(folder)) return new StoredReader(name, folder);
        if (IdxReader.Recognises(folder)) return new IdxReader(name, folder, standard, verifyChecksums);
        if (CifarFiles.Locate(folder) is { } location) return new CifarReader(name, location, standard);
        return PngReader.Recognises(folder) ? new PngReader(name, folder) : null;
    }

    /// <summary>The first file of a standard set that the folder lacks; null where it is complete.</summary>
    public static string? MissingFile(string folder, StandardDataset standard)
    {
        if (CifarFiles.Locate(folder) is not null || PngReader.Recognises(folder)) return null;
        var missing = standard.Files.FirstOrDefault(file => DataFile.Find(folder, file.ContentName) is null);
        return missing is null ? null : Path.Combine(folder, missing.Name);
    }
}
