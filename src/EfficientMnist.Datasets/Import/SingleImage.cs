using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import;

/// <summary>A further image, made as those of an imported data set were.</summary>
public static class SingleImage
{
    /// <param name="path">An image file of any size and any format that is read.</param>
    /// <param name="import">How the images of the data set were made; its size, channels, ground and bits are set.</param>
    /// <returns>Channel × row × column in the data set's shape.</returns>
    /// <exception cref="InvalidDataException">The file is no intact image; the message names it.</exception>
    public static byte[] ReadLike(string path, ImportOptions import)
    {
        ArgumentNullException.ThrowIfNull(import);
        try
        {
            var image = ScaledImage.OfFile(UserFile.Read(path), import, DecodingRoom.OfProcess);
            var channels = import.Channels ?? (image.IsGrey ? 1 : 3);
            var pixels = new byte[channels * import.Size * import.Size];
            image.Write(channels, import.Background ?? ImportOptions.White, import.Bits ?? StoredDataset.AllBits, pixels);
            return pixels;
        }
        catch (InvalidDataException error)
        {
            throw Damaged.Image(path, error.Message.TrimEnd('.'), error);
        }
    }
}
