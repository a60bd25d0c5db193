using System.Text;
using System.Text.Json.Nodes;
using EfficientMnist.Datasets;

namespace EfficientMnist.TensorBoard.Tests;

public sealed class EventWriterTests : IDisposable
{
    private static readonly FixedTime Time = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eml-board-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    // RFC 3720, appendix B.4, and the check value of CRC-32C; masked as TFRecord says.
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xE3069283u)]
    public void Crc_OfKnownBytes_IsPublished(string text, uint crc) =>
        Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u), MaskedCrc.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Crc_OfThirtyTwoZeros_IsThatOfTheRfc() =>
        Assert.Equal(unchecked(((0x8A9136AAu >> 15) | (0x8A9136AAu << 17)) + 0xa282ead8u), MaskedCrc.Of(new byte[32]));

    [Fact]
    public void File_OfOneScalar_IsTheseBytes()
    {
        using (var writer = new EventWriter(_folder.FullName, Time))
            writer.Scalar("a", 3, 0.5);
        var bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.FullName)));

        // Double 1: the time; string 3: the version.
        Assert.Equal(24, BitConverter.ToInt64(bytes));
        Assert.Equal(1000.25, BitConverter.ToDouble(bytes, 12 + 1));
        Assert.Equal("1A0D" + Convert.ToHexString("brain.Event:2"u8), Convert.ToHexString(bytes.AsSpan(12 + 9, 15)));
        // Double 1; varint 2: the step; message 5 with message 1: string 1, the tag, and float 2, the value.
        var second = bytes.AsSpan(12 + 24 + 4 + 12);
        Assert.Equal("1003" + "2A0A" + "0A08" + "0A0161" + "150000003F", Convert.ToHexString(second[9..^4]));
        Assert.StartsWith("events.out.tfevents.0000001000.", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.FullName))), StringComparison.Ordinal);
    }

    [PythonFact("google.protobuf")]
    public void File_ReadByAnother_HasWhatWasWritten()
    {
        var images = new ImageSet(new ImageShape(3, 4, 5), Enumerable.Range(0, 3 * 60).Select(i => (byte)i).ToArray());
        string path;
        using (var writer = new EventWriter(_folder.FullName, Time, purgeStep: 20))
        {
            path = writer.Path;
            for (var step = 20; step < 23; step++)
                writer.Scalar("loss/train", step, 1.0 / step);
            writer.Images("reconstructions", 22, images, columns: 2);
            writer.Scalar("loss/validation", 22, double.NaN);
        }
        var events = PythonFactAttribute.Peer("google.protobuf", "read_events.py", path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line.Replace("NaN", "null"))!).ToArray();

        Assert.Equal(7, events.Length);
        Assert.All(events, e => Assert.Equal(1000.25, e["time"]!.GetValue<double>()));
        Assert.Equal("brain.Event:2", events[0]["version"]!.GetValue<string>());
        Assert.Equal((1, 20), (events[1]["session"]!.GetValue<int>(), events[1]["step"]!.GetValue<int>()));
        Assert.Equal("""[["loss/train",0.05]]""", events[2]["values"]!.ToJsonString());
        Assert.Equal([20, 21, 22], events[2..5].Select(e => e["step"]!.GetValue<int>()));
        // Two columns and two rows of 5×4.
        Assert.Equal("""[["reconstructions",[10,8,3,10,8]]]""", events[5]["values"]!.ToJsonString());
        Assert.Equal("""[["loss/validation",null]]""", events[6]["values"]!.ToJsonString());
    }

    [PythonFact("tensorboard")]
    public void Folder_ReadByTensorBoardItself_HasTheCurveWithoutWhatWasVoid()
    {
        using (var writer = new EventWriter(_folder.FullName, Time))
        {
            foreach (var step in new[] { 1, 2, 3 })
                writer.Scalar("loss", step, 0.5);
        }
        using (var writer = new EventWriter(_folder.FullName, Time, purgeStep: 2))
            writer.Scalar("loss", 2, 0.25);
        Assert.Equal("1=0.5 2=0.25", PythonFactAttribute.Peer("tensorboard", "tensorboard_reads.py", _folder.FullName, "loss").Trim());
    }

    [Fact]
    public void Writers_OfOneFolderInOneSecond_HaveFilesOfTheirOwnInOrder()
    {
        string[] paths = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            using var writer = new EventWriter(_folder.FullName, Time);
            return writer.Path;
        })];
        Assert.Equal(3, paths.Distinct().Count());
        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
    }

    [Fact]
    public void File_WhileItIsWritten_CanBeRead()
    {
        using var writer = new EventWriter(_folder.FullName, Time);
        var before = new FileInfo(writer.Path).Length;
        writer.Scalar("a", 1, 1);
        writer.Flush();
        using var reader = new FileStream(writer.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.True(reader.Length > before && before > 0);
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(1000.25);
    }
}
