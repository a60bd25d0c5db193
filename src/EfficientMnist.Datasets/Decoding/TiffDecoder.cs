using BitMiracle.LibTiff.Classic;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>The first page of a TIFF file: grey of 16 bits with all of them, everything else as eight bits a channel.</summary>
internal static class TiffDecoder
{
    public static bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8);

    public static Raster Decode(byte[] file, Action<long> announce)
    {
        using var content = new MemoryStream(file, writable: false);
        using var tiff = Tiff.ClientOpen("image", "r", content, new TiffStream()) ?? throw new InvalidDataException("is a damaged TIFF file");
        var (width, height) = (Number(tiff, TiffTag.IMAGEWIDTH, 0), Number(tiff, TiffTag.IMAGELENGTH, 0));
        if (width < 1 || height < 1) throw new InvalidDataException("is a damaged TIFF file without a size");
        ImageDecoder.RequireRoom(width, height);
        announce((long)width * height);
        var orientation = Number(tiff, TiffTag.ORIENTATION, 1);
        var isWideGrey = Number(tiff, TiffTag.BITSPERSAMPLE, 1) == 16 && Number(tiff, TiffTag.SAMPLESPERPIXEL, 1) == 1 && !tiff.IsTiled();
        return (isWideGrey ? WideGrey(tiff, width, height) : Colours(tiff, width, height)).Turned(orientation);
    }

    private static Raster WideGrey(Tiff tiff, int width, int height)
    {
        var wide = new ushort[width * height];
        var row = new byte[tiff.ScanlineSize()];
        for (var y = 0; y < height; y++)
        {
            if (!tiff.ReadScanline(row, y)) throw new InvalidDataException("is truncated");
            Buffer.BlockCopy(row, 0, wide, 2 * y * width, 2 * width);
        }
        if (Number(tiff, TiffTag.PHOTOMETRIC, (int)Photometric.MINISBLACK) == (int)Photometric.MINISWHITE)
            wide = Array.ConvertAll(wide, sample => (ushort)(ushort.MaxValue - sample));
        return new Raster(new ImageShape(1, height, width), Array.ConvertAll(wide, sample => (byte)(sample >> 8))) { Wide = wide };
    }

    private static Raster Colours(Tiff tiff, int width, int height)
    {
        var packed = new int[width * height];
        // In the order of the file, so that the orientation is applied once.
        if (!tiff.ReadRGBAImageOriented(width, height, packed, (Orientation)Number(tiff, TiffTag.ORIENTATION, 1), stopOnError: true))
            throw new InvalidDataException("is a damaged TIFF file, or of a kind that is not read");
        var plane = packed.Length;
        var pixels = new byte[3 * plane];
        var alpha = new byte[plane];
        for (var i = 0; i < plane; i++)
        {
            pixels[i] = (byte)Tiff.GetR(packed[i]);
            pixels[plane + i] = (byte)Tiff.GetG(packed[i]);
            pixels[(2 * plane) + i] = (byte)Tiff.GetB(packed[i]);
            alpha[i] = (byte)Tiff.GetA(packed[i]);
        }
        return new Raster(new ImageShape(3, height, width), pixels) { Alpha = Array.TrueForAll(alpha, value => value == 255) ? null : alpha };
    }

    private static int Number(Tiff tiff, TiffTag tag, int otherwise) => tiff.GetField(tag) is [var value, ..] ? value.ToInt() : otherwise;
}
