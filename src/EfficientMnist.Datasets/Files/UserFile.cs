namespace EfficientMnist.Datasets.Files;

/// <summary>Reads files that a user has put somewhere.</summary>
internal static class UserFile
{
    /// <summary>More than this is no image and no table.</summary>
    private const long MostBytes = 512L << 20;

    /// <summary>Whether there is nothing in it: it is never opened then, for a pipe or a device looks empty, too, and opening one may take for ever.</summary>
    public static bool IsEmpty(string path) => new FileInfo(path).Length == 0;

    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidDataException">It is too large; the message lacks the file's name.</exception>
    public static byte[] Read(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MostBytes)
            throw new InvalidDataException($"has {length >> 20} MB; {MostBytes >> 20} are read at most");
        return length == 0 ? [] : File.ReadAllBytes(path);
    }
}
