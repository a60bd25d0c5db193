using System.Collections.Concurrent;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class DownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Cache => Path.Combine(_folder.Path, "cache", "mnist");

    private DatasetCatalog CatalogAt(Uri address, IProgress<DownloadProgress>? progress = null) => new(
        _folder.Options with { AllowDownload = true, MnistAddress = address, Cifar10Address = address, StallTimeout = TimeSpan.FromSeconds(20) }, progress);

    private static byte[]? Official(string file)
    {
        var path = Path.Combine(SharedData.Root!, "mnist", file);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    [RealDataFact("mnist")]
    public async Task Download_FromThePublisher_ReportsProgressAndKeepsVerifiedFiles()
    {
        await using var server = new StandInServer(Official);
        var progress = new Recorder();

        var labels = await CatalogAt(server.Address, progress).LoadLabelsAsync("mnist", DatasetSplit.Test);

        Assert.Equal([7, 2, 1, 0], labels[..4]);
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(
            ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"],
            Directory.EnumerateFiles(Cache).Select(Path.GetFileName).Where(file => file != ".lock").Order(StringComparer.Ordinal));
        var last = progress.Reports.Last(report => report.File == "train-images-idx3-ubyte.gz");
        Assert.Equal(last.Total, last.Received);
        Assert.Equal("mnist", last.Dataset);

        await new DatasetCatalog(_folder.Options).FindAsync("mnist");
        Assert.Equal(4, server.Requests.Count);
    }

    [RealDataFact("mnist")]
    public async Task Download_ByTwoAtOnce_FetchesEachFileOnce()
    {
        await using var server = new StandInServer(Official);
        var counts = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await CatalogAt(server.Address).LoadLabelsAsync("mnist", DatasetSplit.Train)).Length));
        Assert.All(counts, count => Assert.Equal(60_000, count));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Download_OtherContent_IsRefusedAndNothingIsKept()
    {
        await using var server = new StandInServer(_ => Bytes.Gzip(Bytes.Pattern(5_000)));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogAt(server.Address).FindAsync("mnist"));
        Assert.Contains("6bbc9ace898e44ae57da46a324031adb", error.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address.ToString(), error.Message, StringComparison.Ordinal);
        AssertNothingKept();
    }

    [Fact]
    public async Task Download_NotEvenGzip_IsRefusedAndNothingIsKept()
    {
        await using var server = new StandInServer(_ => "<html>Sign in to this network</html>"u8.ToArray());
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogAt(server.Address).FindAsync("mnist"));
        Assert.Contains("cannot be unpacked", error.Message, StringComparison.Ordinal);
        AssertNothingKept();
    }

    [Fact]
    public async Task Download_OfTheArchive_ComparesTheArchiveItself()
    {
        await using var server = new StandInServer(_ => Bytes.Gzip(Bytes.Pattern(100)));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogAt(server.Address).FindAsync("cifar-10"));
        Assert.Contains("c32a1d4ab5d03f1284b67883e8d87530", error.Message, StringComparison.Ordinal);
        Assert.Equal(["cifar-10-binary.tar.gz"], server.Requests);
    }

    [Fact]
    public async Task Download_BrokenOff_SaysSoAndKeepsNothing()
    {
        await using var server = new StandInServer(_ => Bytes.Gzip(Bytes.Pattern(500_000))) { BreaksOff = true };
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => CatalogAt(server.Address).FindAsync("mnist"));
        Assert.Contains("train-images-idx3-ubyte.gz failed", error.Message, StringComparison.Ordinal);
        AssertNothingKept();
    }

    [Fact]
    public async Task Download_NotFound_NamesAddressAndRemedies()
    {
        await using var server = new StandInServer(_ => null);
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => CatalogAt(server.Address).FindAsync("mnist"));
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
        Assert.Contains("dataset=glyphs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_NobodyAnswers_FailsWithTheRemedies()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => CatalogAt(new Uri($"http://127.0.0.1:{StandInServer.FreePort()}/")).FindAsync("mnist"));
        foreach (var hint in new[] { "EML_DATA", "dataset=glyphs", Path.Combine(_folder.Path, "mnist") }) Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_UnknownHost_FailsWithTheRemedies()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => CatalogAt(new Uri("http://data.invalid/")).FindAsync("mnist"));
        Assert.Contains("data.invalid", error.Message, StringComparison.Ordinal);
        Assert.Contains("EML_DATA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_Cancelled_IsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await using var server = new StandInServer(_ =>
        {
            cancelled.Cancel();
            return Bytes.Gzip(Bytes.Pattern(5_000));
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CatalogAt(server.Address).FindAsync("mnist", cancelled.Token));
        AssertNothingKept();
    }

    private void AssertNothingKept() => Assert.DoesNotContain(Directory.EnumerateFiles(Cache), file => Path.GetFileName(file) != ".lock");

    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public ConcurrentQueue<DownloadProgress> Reports { get; } = [];

        public void Report(DownloadProgress value) => Reports.Enqueue(value);
    }
}
