using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Projections;

/// <summary>The pictures drawn so far, on disk. A damaged one is drawn again.</summary>
/// <param name="stateFolder">What survives a restart.</param>
internal sealed class ProjectionStore(string stateFolder)
{
    private readonly string _root = Path.Combine(stateFolder, "projections");

    public Picture? Find(string key)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
            return null;
        using var file = File.OpenRead(path);
        using var reader = new BinaryReader(file);
        try
        {
            var info = ProjectionInfo.Parser.ParseFrom(reader.ReadBytes(reader.ReadInt32()));
            var points = reader.ReadBytes(info.Count * 2 * sizeof(float));
            return new Picture(info, new FeatureMatrix(MemoryMarshal.Cast<byte, float>(points).ToArray(), info.Count, 2));
        }
        catch (Exception error) when (error is Google.Protobuf.InvalidProtocolBufferException or EndOfStreamException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Keeps a picture; it appears complete or not at all.</summary>
    public void Keep(string key, Picture picture)
    {
        Directory.CreateDirectory(_root);
        var path = PathOf(key);
        var unfinished = path + ".new";
        using (var writer = new BinaryWriter(File.Create(unfinished)))
        {
            var info = Google.Protobuf.MessageExtensions.ToByteArray(picture.Info);
            writer.Write(info.Length);
            writer.Write(info);
            writer.Write(MemoryMarshal.AsBytes(picture.Points.Values));
        }
        File.Move(unfinished, path, overwrite: true);
    }

    private string PathOf(string key) => Path.Combine(_root, key + ".points");
}
