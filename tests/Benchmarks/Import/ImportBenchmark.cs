using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Datasets.Import;
using SkiaSharp;

namespace Benchmarks.Import;

/// <summary>The import of photographs, in a process of its own: seconds, and the most memory it had.</summary>
internal sealed class ImportBenchmark : IBenchmark
{
    private const int Photographs = 10_000;
    private const int Different = 1_000;
    private const int LargeOnes = 100;
    private const int LargestOnes = 6;

    public string Name => "import";

    public string Title => "people's own photographs, drawn by code and written as JPEG, and the largest images that are read";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("eml-bench-").FullName;
        try
        {
            var photographs = Directory.CreateDirectory(Path.Combine(folder, "photographs")).FullName;
            Write(photographs, 640, 480, Photographs, Different, SKEncodedImageFormat.Jpeg);
            foreach (var size in (int[])[28, 96])
                yield return await ImportAsync(photographs, Path.Combine(folder, $"at{size}"), size, $"{Photographs:N0} of 640×480");
            Directory.Delete(photographs, recursive: true);
            var large = Directory.CreateDirectory(Path.Combine(folder, "large")).FullName;
            Write(large, 4_000, 3_000, LargeOnes, 10, SKEncodedImageFormat.Jpeg);
            yield return await ImportAsync(large, Path.Combine(folder, "large28"), 28, $"{LargeOnes} of 4000×3000");
            Directory.Delete(large, recursive: true);
            // A PNG has no smaller scale to be decoded at, and no image may have more pixels.
            var largest = Directory.CreateDirectory(Path.Combine(folder, "largest")).FullName;
            Write(largest, 8_000, 8_000, LargestOnes, 1, SKEncodedImageFormat.Png);
            yield return await ImportAsync(largest, Path.Combine(folder, "largest28"), 28, $"{LargestOnes} PNG of 8000×8000");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The other process: imports and tells its seconds and its peak in megabytes.</summary>
    public static void Child(string folder, string target, int size)
    {
        Directory.CreateDirectory(target);
        var clock = Stopwatch.StartNew();
        var summary = new DatasetImporter(TimeProvider.System).Import(folder, target, folder, new ImportOptions { Size = size });
        clock.Stop();
        var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.0} s, {long.Parse(peak, CultureInfo.InvariantCulture) / 1024} MB at the peak ({summary.Duplicates:N0} there twice)"));
    }

    private static async Task<string> ImportAsync(string folder, string target, int size, string what)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [typeof(ImportBenchmark).Assembly.Location] : Array.Empty<string>(), "import-child", folder, target, size.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return $"{what} to {size}×{size}: {told.Trim()}";
    }

    // Smooth colours under grain compress about as photographs do.
    private static void Write(string folder, int width, int height, int count, int different, SKEncodedImageFormat format) => Parallel.For(0, different, i =>
    {
        var random = new Random(i);
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor((uint)random.NextInt64(1L << 32)).WithAlpha(255));
            using var grain = SKShader.CreatePerlinNoiseFractalNoise(0.02f + (random.NextSingle() * 0.1f), 0.05f, 4, i);
            using var paint = new SKPaint { Shader = grain };
            canvas.DrawRect(0, 0, width, height, paint);
            using var shape = new SKPaint { Color = new SKColor((uint)random.NextInt64(1L << 32)).WithAlpha(200), IsAntialias = true };
            canvas.DrawCircle(random.Next(width), random.Next(height), height / 4f, shape);
        }
        using var data = bitmap.Encode(format, 90);
        var content = data.ToArray();
        for (var copy = i; copy < count; copy += different)
            File.WriteAllBytes(Path.Combine(folder, $"{copy:00000}.{format.ToString().ToLowerInvariant()}"), content);
    });
}
