using System.Buffers.Binary;
using System.Text.Json;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Write_ThenRead_GivesTheSameTensorsAndMetadata()
    {
        Write();
        var (tensors, metadata) = Safetensors.Read(_folder["a.safetensors"]);

        Assert.Equal(["a", "b", "empty"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([2, 2], tensors["b"].Shape);
        Assert.Equal([1, -2, float.Epsilon, float.MaxValue], tensors["b"].Values);
        Assert.Equal([7], tensors["a"].Values);
        Assert.Equal("ein \"Wort\"", metadata["note"]);
        Assert.False(File.Exists(_folder["a.safetensors.partial"]));
    }

    [Fact]
    public void Write_FollowsTheFormat()
    {
        Write();
        var bytes = File.ReadAllBytes(_folder["a.safetensors"]);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var b = header.RootElement.GetProperty("b");

        Assert.Equal((byte)'{', bytes[8]);
        Assert.Equal(0, length % 8);
        Assert.Equal("F32", b.GetProperty("dtype").GetString());
        Assert.Equal([2, 2], b.GetProperty("shape").Deserialize<int[]>()!);
        var offsets = b.GetProperty("data_offsets").Deserialize<int[]>()!;
        Assert.Equal([4, 20], offsets);
        Assert.Equal(8 + length + 20, bytes.Length);
        Assert.Equal(-2, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + offsets[0] + 4)));
        Assert.Equal(JsonValueKind.String, header.RootElement.GetProperty("__metadata__").GetProperty("note").ValueKind);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"a\":null}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":null,\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":null}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}")]
    public void Read_OfAHeaderThatCannotBe_NamesTheFile(string header)
    {
        var path = _folder["a.safetensors"];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(path, [.. length, .. System.Text.Encoding.UTF8.GetBytes(header), 0, 0, 0, 0]);

        Assert.StartsWith($"{path} is damaged", Assert.Throws<InvalidDataException>(() => Safetensors.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfFilesThatWereChangedAtRandom_IsRefusedInWordsOrRead()
    {
        Write();
        var path = _folder["a.safetensors"];
        var whole = File.ReadAllBytes(path);
        var random = new Random(1);
        string[] words = ["null", "-1", "9223372036854775807", "1e400", "{", "]", "\"", "F16", "[0,0]", ",", "\0"];

        for (var i = 0; i < 5_000; i++)
        {
            byte[] bytes = [.. whole];
            for (var left = random.Next(1, 4); left > 0 && bytes.Length > 4; left--)
            {
                var at = random.Next(bytes.Length - 1);
                if (random.Next(3) == 0)
                    bytes = [.. bytes[..at], .. System.Text.Encoding.ASCII.GetBytes(words[random.Next(words.Length)]), .. bytes[(at + random.Next(2))..]];
                else
                    bytes[at] = (byte)random.Next(256);
            }
            File.WriteAllBytes(path, bytes);
            try
            {
                var (tensors, metadata) = Safetensors.Read(path);
                Assert.All(tensors.Values, tensor => Assert.Equal(tensor.Shape.Aggregate(1L, (a, b) => a * b), tensor.Values.Length));
                Assert.NotNull(metadata);
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith($"{path} is damaged", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(-4)]
    public void Read_OfAFileCutShort_NamesItAndTheRemedy(int length)
    {
        Write();
        var path = _folder["a.safetensors"];
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(length < 0 ? bytes.Length + length : length)]);

        var message = Assert.Throws<InvalidDataException>(() => Safetensors.Read(path)).Message;
        Assert.StartsWith($"{path} is damaged", message, StringComparison.Ordinal);
        Assert.Contains("Delete it", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAShapeBeyondAllNumbers_SaysThatTheFileIsDamaged()
    {
        var header = """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"""u8.ToArray();
        File.WriteAllBytes(_folder["x"], [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0]);
        Assert.StartsWith($"{_folder["x"]} is damaged", Assert.Throws<InvalidDataException>(() => Safetensors.Read(_folder["x"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnotherKindOfFile_Fails()
    {
        File.WriteAllText(_folder["x"], "This is a letter, not a checkpoint, and it is long enough.");
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(_folder["x"]));
    }

    public void Dispose() => _folder.Dispose();

    private void Write() => Safetensors.Write(
        _folder["a.safetensors"],
        new Dictionary<string, Safetensors.Entry>
        {
            ["b"] = new([2, 2], [1, -2, float.Epsilon, float.MaxValue]),
            ["a"] = new([1], [7]),
            ["empty"] = new([0, 3], []),
        },
        new Dictionary<string, string> { ["note"] = "ein \"Wort\"" });
}
