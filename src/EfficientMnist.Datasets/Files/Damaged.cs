namespace EfficientMnist.Datasets.Files;

/// <summary>Errors about the content of a file: which file, what is wrong with it, what to do.</summary>
internal static class Damaged
{
    public static InvalidDataException File(string path, string what, Exception? inner = null) => new(
        $"'{path}' {what}. Replace it by an intact copy (of a standard data set it is enough to delete it: it is then downloaded again).", inner);

    public static InvalidDataException Image(string path, string what, Exception? inner = null) => new(
        $"'{path}' {what}. Repair the image or take it out of the folder.", inner);

    public static InvalidDataException Imported(string path, string what, Exception? inner = null) => new(
        $"'{path}' {what}. Delete the data set and import it again.", inner);

    /// <summary>A file of the user's own that cannot be downloaded again.</summary>
    public static InvalidDataException Given(string name, string what, Exception? inner = null) => new($"'{name}' {what}. Replace it by an intact copy.", inner);
}
