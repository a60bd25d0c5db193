#:property PublishAot=false

// dotnet run docs/samples/predict-model.cs model.safetensors images.npy: predicts with a model of `eml export-model`, as
// docs/model-file.md says, without this system. images.npy: unsigned bytes [images, channels, height, width].
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

if (args.Length != 2)
{
    Console.Error.WriteLine("predict-model.cs model.safetensors images.npy");
    return 2;
}
var model = ExportedModel.Read(args[0]);
var images = Npy.Read(args[1], model.Image);
Console.WriteLine("image,class," + string.Join(',', model.Classes.Select((_, label) => $"p{label}")));
for (var i = 0; i < images.Length; i++)
{
    var probabilities = model.Predict(images[i]);
    var name = JsonSerializer.Serialize(model.Classes[Array.IndexOf(probabilities, probabilities.Max())]);
    Console.WriteLine($"{i},{name},{string.Join(',', probabilities.Select(p => p.ToString("G9", CultureInfo.InvariantCulture)))}");
}
return 0;

/// <summary>The tensors and numbers of a model, and what they make of an image.</summary>
internal sealed class ExportedModel(Dictionary<string, Matrix> tensors, JsonNode model)
{
    public string[] Classes { get; } = [.. model["classes"]!.AsArray().Select(name => (string)name!)];

    public (int Channels, int Height, int Width) Image { get; } = ((int)model["image"]!["channels"]!, (int)model["image"]!["height"]!, (int)model["image"]!["width"]!);

    public static ExportedModel Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject();
        if ((string?)header["__metadata__"]?["format"] != "efficientmnist.model/1")
            throw new InvalidDataException($"{path} is no model of eml export-model.");
        var tensors = new Dictionary<string, Matrix>();
        foreach (var (name, entry) in header.Where(entry => entry.Key != "__metadata__"))
        {
            int[] shape = [.. entry!["shape"]!.AsArray().Select(side => (int)side!)];
            var values = new float[shape.Aggregate(1, (product, side) => product * side)];
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + (int)entry["data_offsets"]![0]! + (4 * i)));
            tensors[name] = new Matrix(values, shape[^1]);
        }
        return new ExportedModel(tensors, JsonNode.Parse((string)header["__metadata__"]!["model"]!)!);
    }

    /// <summary>The probability of each class.</summary>
    public double[] Predict(byte[] image)
    {
        List<double> joint = [];
        foreach (var (view, place) in model["views"]!.AsArray().Select((view, place) => ((string)view!, place)))
        {
            var options = model[view]!;
            var features = view == "histograms" ? Histograms(image, options) : Patches(image, options);
            var (mean, scale) = (tensors[$"{view}.mean"].Row(0).ToArray(), (double)options["scale"]!);
            for (var i = 0; i < features.Length; i++)
                features[i] = (features[i] - mean[i]) * scale;
            var (centre, weight) = (tensors[$"{view}.joint_mean"].Row(0).ToArray(), (double)model["view_scales"]![place]!);
            joint.AddRange(tensors[$"{view}.directions"].Times(features).Select((value, i) => (value - centre[i]) * weight));
        }
        double[] x = [.. joint];
        var (examples, gamma) = (tensors["kernel.examples"], (double)model["kernel"]!["gamma"]!);
        double[] kernel = [.. Enumerable.Range(0, examples.Rows).Select(row => Math.Exp(-gamma * examples.SquaredDistance(row, x)))];
        var own = Softmax(tensors["kernel.weights"].Times(kernel), (double)model["kernel"]!["temperature"]!);
        return model["propagation"] is { } propagation ? Blend(own, x, propagation) : own;
    }

    // What the closest images of the pool have come to believe.
    private double[] Blend(double[] own, double[] x, JsonNode options)
    {
        var (pool, beliefs, alpha) = (tensors["propagation.pool"], tensors["propagation.beliefs"], (double)options["alpha"]!);
        var at = tensors["propagation.directions"].Times(x);
        var nearest = Enumerable.Range(0, pool.Rows).Select(row => (Row: row, Distance: pool.SquaredDistance(row, at)))
            .OrderBy(neighbour => neighbour.Distance).Take((int)options["neighbours"]!).ToArray();
        double[] weights = [.. nearest.Select(neighbour => Math.Exp((nearest[0].Distance - neighbour.Distance) / (double)options["sigma"]!))];
        return [.. own.Select((p, label) => ((1 - alpha) * p) + (alpha * nearest.Select((neighbour, i) => weights[i] * beliefs.Row(neighbour.Row)[label]).Sum() / weights.Sum()))];
    }

    // Histograms of oriented gradients, then the averaged pixels.
    private double[] Histograms(byte[] image, JsonNode options)
    {
        var (channels, height, width) = Image;
        var (orientations, signed) = ((int)options["orientations"]!, (bool)options["signed"]!);
        var grey = new double[height, width];
        for (var i = 0; i < image.Length; i++)
            grey[i / width % height, i % width] += image[i] / (255.0 * channels);
        // Beyond the edge everything is as at the edge.
        double At(int row, int column) => grey[Math.Clamp(row, 0, height - 1), Math.Clamp(column, 0, width - 1)];
        var votes = new double[height, width, orientations];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (dx, dy) = ((float)(At(row, column + 1) - At(row, column - 1)), (float)(At(row + 1, column) - At(row - 1, column)));
                var length = Math.Sqrt((dx * dx) + (dy * dy));
                if (length == 0)
                    continue;
                var angle = Direction(dx, dy) + (signed && (dy < 0 || (dy == 0 && dx < 0)) ? Math.PI : 0);
                var position = angle * orientations / (signed ? 2 * Math.PI : Math.PI);
                var (bin, share) = ((int)position, position - (int)position);
                bin = bin >= orientations ? 0 : bin;
                votes[row, column, bin] += length * (1 - share);
                votes[row, column, (bin + 1) % orientations] += length * share;
            }
        }

        List<double> features = [];
        foreach (var size in options["cell_sizes"]!.AsArray().Select(size => (int)size!))
        {
            var step = (bool)options["overlap"]! ? size / 2 : size;
            for (var top = 0; top + size <= height; top += step)
            {
                for (var left = 0; left + size <= width; left += step)
                {
                    var cell = new double[orientations];
                    for (var i = 0; i < size * size * orientations; i++)
                        cell[i % orientations] += votes[top + (i / orientations / size), left + (i / orientations % size), i % orientations];
                    var norm = Math.Sqrt((double)options["epsilon"]! + cell.Sum(value => value * value));
                    features.AddRange(cell.Select(value => value / norm));
                }
            }
        }
        if ((int)options["pixel_pooling"]! is > 0 and var pooling)
        {
            for (var cell = 0; cell < height / pooling * (width / pooling); cell++)
            {
                var (top, left) = (cell / (width / pooling) * pooling, cell % (width / pooling) * pooling);
                features.Add(Enumerable.Range(0, pooling * pooling).Average(i => grey[top + (i / pooling), left + (i % pooling)]));
            }
        }
        return [.. features];
    }

    // How near the image's patches are to the dictionary's, averaged over the cells of a grid.
    private double[] Patches(byte[] image, JsonNode options)
    {
        var (channels, height, width) = Image;
        var (side, stride, grid) = ((int)options["side"]!, (int)options["stride"]!, (int)options["grid"]!);
        var (down, across) = (((height - side) / stride) + 1, ((width - side) / stride) + 1);
        var (mean, whitening, centres) = (tensors["patches.patch_mean"].Row(0).ToArray(), tensors["patches.whitening"], tensors["patches.centres"]);
        var near = new double[down, across][];
        for (var place = 0; place < down * across; place++)
        {
            var (top, left) = (place / across * stride, place % across * stride);
            double[] patch = [.. Enumerable.Range(0, channels * side * side).Select(i =>
                image[(((i / (side * side) * height) + top + (i / side % side)) * width) + left + (i % side)] / 255.0)];
            var average = patch.Average();
            var contrast = Math.Sqrt(patch.Average(value => (value - average) * (value - average)) + (double)options["contrast_floor"]!);
            var white = whitening.Times([.. patch.Select((value, i) => ((value - average) / contrast) - mean[i])]);
            double[] distances = [.. Enumerable.Range(0, centres.Rows).Select(centre => Math.Sqrt(centres.SquaredDistance(centre, white)))];
            var typical = distances.Average();
            near[place / across, place % across] = [.. distances.Select(distance => Math.Max(0, typical - distance))];
        }

        List<double> features = [];
        for (var cell = 0; cell < grid * grid; cell++)
        {
            var (row, column) = (cell / grid, cell % grid);
            var places = (
                from y in Enumerable.Range(0, down)
                from x in Enumerable.Range(0, across)
                where y >= row * down / grid && y < (((row + 1) * down) + grid - 1) / grid && x >= column * across / grid && x < (((column + 1) * across) + grid - 1) / grid
                select near[y, x]).ToArray();
            features.AddRange(Enumerable.Range(0, centres.Rows).Select(centre => Math.Sqrt(places.Average(place => place[centre]))));
        }
        return [.. features];
    }

    private static double[] Softmax(double[] scores, double temperature)
    {
        double[] powers = [.. scores.Select(score => Math.Exp((score - scores.Max()) / temperature))];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    // The direction modulo half a turn, 0 to π, by the polynomial that the model was made with.
    private static double Direction(double x, double y)
    {
        if (y < 0 || (y == 0 && x < 0))
            (x, y) = (-x, -y);
        var ax = Math.Abs(x);
        var t = Math.Min(y, ax) / Math.Max(y, ax);
        var s = t * t;
        var angle = ((((((((0.0208351 * s) - 0.0851330) * s) + 0.1801410) * s) - 0.3302995) * s) + 0.9998660) * t;
        if (y >= ax)
            angle = (Math.PI / 2) - angle;
        return x < 0 ? Math.PI - angle : angle;
    }
}

/// <summary>Rows of equal length; a vector is one row.</summary>
internal sealed record Matrix(float[] Values, int Columns)
{
    public int Rows => Values.Length / Columns;

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>A row vector times the matrix.</summary>
    public double[] Times(double[] vector)
    {
        var product = new double[Columns];
        for (var i = 0; i < Values.Length; i++)
            product[i % Columns] += vector[i / Columns] * Values[i];
        return product;
    }

    public double SquaredDistance(int row, double[] to)
    {
        var sum = 0.0;
        var from = Row(row);
        for (var i = 0; i < to.Length; i++)
            sum += (from[i] - to[i]) * (from[i] - to[i]);
        return sum;
    }
}

/// <summary>numpy's file format, unsigned bytes of four dimensions in C order.</summary>
internal static partial class Npy
{
    public static byte[][] Read(string path, (int Channels, int Height, int Width) image)
    {
        var bytes = File.ReadAllBytes(path);
        var head = 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        var text = System.Text.Encoding.Latin1.GetString(bytes, 10, head - 10);
        int[] shape = [.. Shape().Match(text).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
        if (!text.Contains("'|u1'") || text.Contains("'fortran_order': True") || shape is not [var count, var channels, var height, var width] || (channels, height, width) != image)
            throw new InvalidDataException($"{path} holds {text.Trim()}; the model takes unsigned bytes [images, {image.Channels}, {image.Height}, {image.Width}].");
        var size = channels * height * width;
        return [.. Enumerable.Range(0, count).Select(i => bytes[(head + (i * size))..(head + ((i + 1) * size))])];
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Shape();
}
