using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class PngCodecTests
{
    private const int Width = 13;
    private const int Height = 11;

    private static int Value(int x, int y, int c) => ((x * 31) + (y * 57) + (c * 101) + (x * y)) & 0xFF;

    private static byte[] Planes(int channels, Func<int, int, int, int> value) =>
        [.. from c in Enumerable.Range(0, channels) from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) select (byte)value(x, y, c)];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 16)]
    public void Encode_AnyScale_DecodesToEnlargedImage(int channels, int scale)
    {
        var shape = new ImageShape(channels, Height, Width);
        var (found, pixels) = PngDecoder.Decode(PngEncoder.Encode(Planes(channels, Value), shape, scale));
        Assert.Equal(new ImageShape(channels, Height * scale, Width * scale), found);
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < Height * scale; y++)
            {
                for (var x = 0; x < Width * scale; x++)
                    Assert.Equal(Value(x / scale, y / scale, c), pixels[(((c * Height * scale) + y) * Width * scale) + x]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void Encode_ScaleOutOfRange_NamesTheRange(int scale) => Assert.Contains(
        "1 to 16", Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new byte[4], new ImageShape(1, 2, 2), scale)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Encode_OtherChannels_AreRefused(int channels) =>
        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new byte[channels], new ImageShape(channels, 1, 1)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_GreyAndColour_WithAllFilters(bool interlaced)
    {
        foreach (var (colour, channels) in new[] { ((byte)0, 1), ((byte)2, 3) })
        {
            var (shape, pixels) = PngDecoder.Decode(new PngWriter(Width, Height, colour, 8) { Interlaced = interlaced }.Write(Value));
            Assert.Equal(new ImageShape(channels, Height, Width), shape);
            Assert.Equal(Planes(channels, Value), pixels);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Decode_FewBitsOfGrey_AreSpreadOverTheByte(byte depth)
    {
        var most = (1 << depth) - 1;
        foreach (var interlaced in new[] { false, true })
        {
            var (_, pixels) = PngDecoder.Decode(new PngWriter(Width, Height, 0, depth) { Interlaced = interlaced }.Write((x, y, c) => Value(x, y, c) & most));
            Assert.Equal(Planes(1, (x, y, c) => (Value(x, y, c) & most) * 255 / most), pixels);
        }
    }

    [Fact]
    public void Decode_SixteenBits_KeepsTheUpperEight()
    {
        foreach (var (colour, channels) in new[] { ((byte)0, 1), ((byte)2, 3) })
        {
            var (_, pixels) = PngDecoder.Decode(new PngWriter(Width, Height, colour, 16).Write((x, y, c) => (Value(x, y, c) << 8) | 0x37));
            Assert.Equal(Planes(channels, Value), pixels);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Decode_Palette_GivesItsColours(byte depth)
    {
        var palette = Bytes.Pattern(3 << depth, 11);
        int Index(int x, int y) => Value(x, y, 0) & ((1 << depth) - 1);
        var (shape, pixels) = PngDecoder.Decode(new PngWriter(Width, Height, 3, depth) { Palette = palette }.Write((x, y, _) => Index(x, y)));
        Assert.Equal(3, shape.Channels);
        Assert.Equal(Planes(3, (x, y, c) => palette[(3 * Index(x, y)) + c]), pixels);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(6, 3)]
    public void Decode_OpaqueAlpha_IsDropped(byte colour, int channels)
    {
        var (shape, pixels) = PngDecoder.Decode(new PngWriter(Width, Height, colour, 8).Write((x, y, c) => c == channels ? 255 : Value(x, y, c)));
        Assert.Equal(channels, shape.Channels);
        Assert.Equal(Planes(channels, Value), pixels);
    }

    [Fact]
    public void Decode_TransparentPixels_AreRefused()
    {
        var alpha = new PngWriter(Width, Height, 6, 8).Write((x, y, c) => c == 3 && x == 5 ? 254 : 255);
        var keyed = new PngWriter(Width, Height, 0, 8) { Extra = [("tRNS", [0, (byte)Value(3, 4, 0)])] }.Write(Value);
        foreach (var png in new[] { alpha, keyed })
            Assert.Contains("transparent", Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(png)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(6, 3)]
    public void Decode_Alpha_BlendsWithTheBackground(byte colour, int channels)
    {
        int[] opacities = [0, 64, 255];
        var png = new PngWriter(Width, Height, colour, 8).Write((x, y, c) => c == channels ? opacities[x % 3] : Value(x, y, c));
        var (_, pixels) = PngDecoder.Decode(png, background: 200);
        Assert.Equal(Planes(channels, (x, y, c) => (int)Math.Round(((Value(x, y, c) * opacities[x % 3]) + (200 * (255 - opacities[x % 3]))) / 255.0)), pixels);
    }

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(2, 8, 3)]
    [InlineData(2, 16, 3)]
    public void Decode_KeyColour_IsTheBackground(byte colour, byte depth, int channels)
    {
        int Whole(int x, int y, int c) => depth == 16 ? (Value(x, y, c) << 8) | 0x37 : Value(x, y, c);
        byte[] key = [.. Enumerable.Range(0, channels).SelectMany(c => new[] { (byte)(Whole(3, 4, c) >> 8), (byte)Whole(3, 4, c) })];
        var (_, pixels) = PngDecoder.Decode(new PngWriter(Width, Height, colour, depth) { Extra = [("tRNS", key)] }.Write(Whole), background: 9);
        bool IsKey(int x, int y) => Enumerable.Range(0, channels).All(c => Value(x, y, c) == Value(3, 4, c));
        Assert.Equal(Planes(channels, (x, y, c) => IsKey(x, y) ? 9 : Value(x, y, c)), pixels);
    }

    [Fact]
    public void Decode_PaletteWithOpacities_BlendsEachColour()
    {
        var palette = Bytes.Pattern(12, 11);
        var (_, pixels) = PngDecoder.Decode(new PngWriter(Width, Height, 3, 2) { Palette = palette, Extra = [("tRNS", [255, 0])] }.Write((x, y, _) => (x + y) % 4), background: 255);
        Assert.Equal(Planes(3, (x, y, c) => (x + y) % 4 == 1 ? 255 : palette[(3 * ((x + y) % 4)) + c]), pixels);
    }

    [Fact]
    public void Decode_TransparencyOfTheWrongLength_IsRefused()
    {
        foreach (var (colour, bytes) in new[] { ((byte)0, 1), ((byte)2, 2), ((byte)6, 8) })
            Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(new PngWriter(Width, Height, colour, 8) { Extra = [("tRNS", new byte[bytes])] }.Write(Value), background: 0));
    }

    [Fact]
    public void Decode_DamagedFiles_AreRefusedAndNeverCrash()
    {
        var good = new PngWriter(Width, Height, 2, 8).Write(Value);
        Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(new PngWriter(Width, Height, 2, 8) { BadChecksum = true }.Write(Value)));
        Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(new PngWriter(Width, Height, 3, 8) { Palette = new byte[6] }.Write(Value)));
        Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(new PngWriter(Width, Height, 2, 8) { Extra = [("ABCD", [])] }.Write(Value)));
        for (var length = 0; length < good.Length; length++)
            Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(good.AsSpan(0, length)));
        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 0x55;
            Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(bad));
        }
    }

    [Fact]
    public void ReadShape_OfTheFirstBytes_SeesSizeAndChannels()
    {
        using var stream = new MemoryStream(new PngWriter(Width, Height, 6, 8).Write((_, _, _) => 255));
        Assert.Equal(new ImageShape(3, Height, Width), PngDecoder.ReadShape(stream));
        Assert.Throws<InvalidDataException>(() => PngDecoder.ReadShape(new MemoryStream(Bytes.Pattern(100))));
    }
}
