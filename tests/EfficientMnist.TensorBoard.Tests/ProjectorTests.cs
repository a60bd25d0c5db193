using EfficientMnist.Datasets;

namespace EfficientMnist.TensorBoard.Tests;

public sealed class ProjectorTests : IDisposable
{
    private static readonly ImageSet Images = new(new ImageShape(1, 6, 4), Enumerable.Range(0, 3 * 24).Select(i => (byte)i).ToArray());
    private static readonly ProjectorMetadata Known = new(["sample", "label"], [["0", "Shirt"], ["1", "T-shirt\ttop"], ["2", "?"]]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eml-projector-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_OfVectorsAndImages_IsWhatTheProjectorReads()
    {
        Projector.Write(_folder.FullName, "latents", [[1, 0.5f], [-2, 1e-7f], [float.MaxValue, 0]], Known, Images);

        Assert.Equal("1\t0.5\n-2\t1E-07\n3.4028235E+38\t0\n", Read("tensors.tsv"));
        Assert.Equal("sample\tlabel\n0\tShirt\n1\tT-shirt top\n2\t?\n", Read("metadata.tsv"));
        Assert.Equal(
            """
            embeddings {
              tensor_name: "latents"
              tensor_path: "tensors.tsv"
              metadata_path: "metadata.tsv"
              sprite {
                image_path: "sprite.png"
                single_image_dim: 4
                single_image_dim: 6
              }
            }

            """,
            Read("projector_config.pbtxt"));
        // Two columns and two rows, as a square has.
        Assert.Equal([0, 0, 0, 8, 0, 0, 0, 12], File.ReadAllBytes(Path.Combine(_folder.FullName, "sprite.png"))[16..24]);
    }

    [Fact]
    public void Write_OfOneColumn_HasNoHead()
    {
        Projector.Write(_folder.FullName, "latents", [[1], [2]], new ProjectorMetadata(["sample"], [["7"], ["8"]]), images: null);
        Assert.Equal("7\n8\n", Read("metadata.tsv"));
        Assert.DoesNotContain("sprite", Read("projector_config.pbtxt"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfPartsThatDoNotBelongTogether_SaysSo()
    {
        Assert.StartsWith("3 lines of metadata do not belong to 1 vectors.", Assert.Throws<ArgumentException>(() => Projector.Write(_folder.FullName, "x", [[1]], Known, images: null)).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 images do not belong to 3 vectors.", Assert.Throws<ArgumentException>(() => Projector.Write(_folder.FullName, "x", [[1], [2], [3]], Known, Images.Slice(0, 2))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fashion-mnist ae 12ab", "fashion-mnist_ae_12ab")]
    [InlineData("encoder.kind=fc_vae,labels=500", "encoder.kind=fc_vae,labels=500")]
    [InlineData("../../etc", "_.._etc")]
    [InlineData("...", "_")]
    public void BoardName_OfAnyText_IsAFoldersName(string text, string name) => Assert.Equal(name, BoardName.Of(text));

    [Fact]
    public void BoardName_OfALongText_IsShortEnoughForAFolder() => Assert.Equal(120, BoardName.Of(new string('x', 400)).Length);

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder.FullName, file));
}
