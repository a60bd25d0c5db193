using System.Diagnostics;
using System.Globalization;
using Drills.Systems;
using EfficientMnist.Core.Refusals;

namespace Drills.Readers;

/// <summary>
/// Mutated files for the readers of images and tables, led by the branches that the importer takes: a file that takes a new one
/// is kept and mutated further. The native decoders of JPEG and WebP are black boxes.
/// </summary>
internal static class ReaderFuzz
{
    private const double MostGrowth = 1_500; // megabytes
    private const int Shown = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Reads mutated files of each kind for a time.</summary>
    public static void Run(TimeSpan each, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        using var place = new StateCopy();
        var importer = new InstrumentedImporter(place.Path);
        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64 / 1e6;
        foreach (var kind in SeedFiles.All)
            Read(kind, importer, place.Path, each, settings, found, cancellationToken);
        process.Refresh();
        var after = process.WorkingSet64 / 1e6;
        found.Require(after < before + MostGrowth, $"the readers have grown from {before:F0} to {after:F0} MB");
        found.Note("MB of the readers, before and after", string.Create(CultureInfo.InvariantCulture, $"{before:F0}, {after:F0}"));
    }

    private static void Read(FileKind kind, InstrumentedImporter importer, string place, TimeSpan each, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var random = new Random(settings.Seed);
        var mutator = new Mutator(random);
        var coverage = new Coverage();
        List<byte[]> corpus = [.. kind.Seeds];
        var (read, good, broken) = (0, 0, 0);
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < each && broken < Shown; read++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The seeds come first, as they are.
            var file = read < kind.Seeds.Count ? kind.Seeds[read] : mutator.Next(corpus[random.Next(corpus.Count)], corpus[random.Next(corpus.Count)]);
            if (read >= kind.Seeds.Count && random.Next(4) > 0)
                kind.Mend?.Invoke(file);
            var folder = Directory.CreateDirectory(Path.Combine(place, "images")).FullName;
            var target = Directory.CreateDirectory(Path.Combine(place, "target")).FullName;
            // On the disk before it is read: where a decoder ends the process, the file is left.
            File.WriteAllBytes(Path.Combine(folder, $"0.{kind.Extension}"), file);
            // Beside an image that is whole, which it must not take along.
            File.WriteAllBytes(Path.Combine(folder, "image.png"), SeedFiles.All[0].Seeds[0]);
            Coverage.Clear();
            var started = clock.Elapsed;
            try
            {
                importer.Import(read % 2 == 0 ? folder : Path.Combine(folder, $"0.{kind.Extension}"), target, cancellationToken);
                good++;
            }
            catch (Exception error) when (error is InvalidDataException or RefusalException)
            {
                // Refused in words.
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                broken++;
                found.Break($"{kind.Name}, file {read}: {error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n')[0].Trim()} ({Keep(kind, read, file)})");
            }
            if (clock.Elapsed - started > Longest)
                found.Break($"{kind.Name}, file {read} took {(clock.Elapsed - started).TotalSeconds:F0} s ({Keep(kind, read, file)})");
            if (coverage.HasGrown())
                corpus.Add(file);
            Directory.Delete(folder, recursive: true);
            Directory.Delete(target, recursive: true);
        }
        settings.Say($"{kind.Name}: {read} files, {corpus.Count} kept");
        if (settings.Corpus is { } kept)
            Save(corpus, Path.Combine(kept, kind.Name));
        found.Note($"{kind.Name}: files read in {each.TotalSeconds:F0} s, of which good; kept for new branches; pairs of branches", string.Create(CultureInfo.InvariantCulture, $"{read:#,0}, {good:#,0}; {corpus.Count:#,0}; {coverage.Taken:#,0}"));
    }

    private static string Keep(FileKind kind, int number, byte[] file)
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"eml-fuzz-{number}.{kind.Extension}"));
        File.WriteAllBytes(path, file);
        return path;
    }

    private static void Save(List<byte[]> corpus, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (i, file) in corpus.Index())
            File.WriteAllBytes(Path.Combine(folder, i.ToString("D4", CultureInfo.InvariantCulture)), file);
    }
}
