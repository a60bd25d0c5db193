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
