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
        var pixels = new Maps([.. image.Select(level => level / 255.0)], Image.Channels, Image.Height, Image.Width);
        double[] x = model["classifier"] is null && model["propagation"] is null ? [] : See(image, pixels);
        var own = model["network"] is null ? Classify(x, model["classifier"]!) : Tell("network", pixels);
        if (model["propagation"] is { } propagation)
            own = Blend(own, x, propagation);
        if (model["student"] is null)
            return own;
        var (student, share) = (Tell("student", pixels), (double)model["student_share"]!);
        return [.. own.Zip(student, (mine, its) => ((1 - share) * mine) + (share * its))];
    }

    // The views side by side.
    private double[] See(byte[] image, Maps pixels)
    {
        List<double> joint = [];
        foreach (var (view, place) in model["views"]!.AsArray().Select((view, place) => ((string)view!, place)))
        {
            var components = view == "latents" ? Halves(Run("encoder", pixels, model["encoder"]!).Latents) : Components(view, image, model[view]!);
            var (centre, weight) = (tensors[$"{view}.joint_mean"].Row(0).ToArray(), (double)model["view_scales"]![place]!);
            joint.AddRange(components.Select((value, i) => (value - centre[i]) * weight));
        }
        return [.. joint];
    }

    private double[] Components(string view, byte[] image, JsonNode options)
    {
        var features = view == "histograms" ? Histograms(image, options) : Patches(image, options);
        var (mean, scale) = (tensors[$"{view}.mean"].Row(0).ToArray(), (double)options["scale"]!);
        return tensors[$"{view}.directions"].Times([.. features.Select((value, i) => (value - mean[i]) * scale)]);
    }

    // What the classifier says that is fitted to the views.
    private double[] Classify(double[] x, JsonNode options)
    {
        if ((string)options["kind"]! is "linear" or "mlp")
            return Powers(LogSoftmax(Run("classifier", new Maps(x, x.Length, 1, 1), options).Scores!));
        var examples = tensors["classifier.examples"];
        if ((string)options["kind"]! == "kernel")
        {
            double[] kernel = [.. Enumerable.Range(0, examples.Rows).Select(row => Math.Exp(-(double)options["gamma"]! * examples.SquaredDistance(row, x)))];
            return Powers(LogSoftmax([.. tensors["classifier.weights"].Times(kernel).Select(score => score / (double)options["temperature"]!)]));
        }
        var isCosine = (string)options["metric"]! == "cosine";
        if (isCosine && Math.Sqrt(x.Sum(value => value * value)) is > 0 and var length)
            x = [.. x.Select(value => value / length)];
        var nearest = Enumerable.Range(0, examples.Rows).Select(row => (Row: row, Squared: examples.SquaredDistance(row, x)))
            .OrderBy(neighbour => neighbour.Squared).Take((int)options["k"]!).ToArray();
        double[] votes = [.. nearest.Select(neighbour => (string)options["weights"]! == "distance"
            ? 1 / Math.Max(isCosine ? neighbour.Squared / 2 : Math.Sqrt(neighbour.Squared), 1e-9)
            : 1)];
        return [.. Enumerable.Range(0, Classes.Length).Select(label =>
            nearest.Select((neighbour, i) => votes[i] * tensors["classifier.votes"].Row(neighbour.Row)[label]).Sum() / votes.Sum())];
    }

    // What a network says that tells classes, as the mean over an image and its mirror image where it is asked so.
    private double[] Tell(string name, Maps pixels)
    {
        var network = model[name]!;
        var logarithms = LogSoftmax(Run(name, pixels, network).Scores!);
        if ((bool)network["mirror_average"]!)
        {
            var mirrored = LogSoftmax(Run(name, pixels.Mirrored(), network).Scores!);
            logarithms = [.. logarithms.Zip(mirrored, (a, b) => Math.Max(a, b) + Math.Log(1 + Math.Exp(-Math.Abs(a - b))) - Math.Log(2))];
        }
        return Powers(LogSoftmax(Halves(logarithms)));
    }

    // A network's latents, and its scores where it has some.
    private (double[] Latents, double[]? Scores) Run(string name, Maps input, JsonNode network)
    {
        List<Maps> values = [input];
        foreach (var step in network["steps"]!.AsArray())
        {
            var at = $"{name}.{values.Count}";
            Maps[] of = [.. step!["of"]!.AsArray().Select(value => values[(int)value!])];
            values.Add(Step(step, of, part => tensors[$"{at}.{part}"]));
        }
        return (values[(int)network["latents"]!].Values, network["scores"] is { } scores ? values[(int)scores].Values : null);
    }

    private static Maps Step(JsonNode step, Maps[] of, Func<string, Matrix> tensor) => (string)step["op"]! switch
    {
        "subtract" => of[0].Each((x, _) => x - (double)step["value"]!),
        "squares" => of[0].Squares((int)step["side"]!),
        "convolution" => of[0].Convolve(tensor("weight"), (int)step["stride"]!, (int)step["padding"]!),
        "affine" => of[0].Each(tensor("weight").Values, tensor("bias").Values),
        "group_norm" => of[0].Grouped((int)step["groups"]!, (double)step["epsilon"]!).Each(tensor("weight").Values, tensor("bias").Values),
        "leaky_rectifier" => of[0].Leaky((double)step["slope"]!),
        "add" => of[0].Each((x, i) => x + of[1].Values[i]),
        "concatenate" => of[0] with { Values = [.. of[0].Values, .. of[1].Values], Channels = of[0].Channels + of[1].Channels },
        "average" => of[0].Averages((int)step["cells"]!),
        "flatten" => of[0].Flat(),
        "linear" => Linear(of[0].Values, tensor("weight"), tensor("bias").Values),
        "unit_length" => of[0].OfUnitLength(),
        "neighbours" => Neighbours(of[0].Values, tensor("pool"), tensor("places"), (int)step["neighbours"]!),
        var op => throw new InvalidDataException($"The model has a step '{op}', which this program does not know."),
    };

    private static Maps Linear(double[] x, Matrix weight, float[] bias)
    {
        var result = new double[weight.Rows];
        for (var row = 0; row < result.Length; row++)
        {
            var factors = weight.Row(row);
            result[row] = bias[row];
            for (var i = 0; i < x.Length; i++)
                result[row] += factors[i] * x[i];
        }
        return new Maps(result, result.Length, 1, 1);
    }

    // The mean of where the nearest of the pool lie, weighted as umap-learn's transform does.
    private static Maps Neighbours(double[] x, Matrix pool, Matrix places, int count)
    {
        var nearest = Enumerable.Range(0, pool.Rows).Select(row => (Row: row, Distance: Math.Sqrt(pool.SquaredDistance(row, x)))).OrderBy(neighbour => neighbour.Distance).Take(count).ToArray();
        var (closest, mean) = (nearest[0].Distance, nearest.Average(neighbour => neighbour.Distance));
        double[] weights = closest <= 1e-4 * mean
            ? [.. nearest.Select((_, i) => i == 0 ? 1.0 : 0)]
            : [.. nearest.Select(neighbour => Math.Exp((closest - neighbour.Distance) / Math.Max(Scale(), 1e-3 * mean)))];
        double[] place = [.. Enumerable.Range(0, places.Columns).Select(column => nearest.Select((neighbour, i) => weights[i] * places.Row(neighbour.Row)[column]).Sum() / weights.Sum())];
        return new Maps(place, place.Length, 1, 1);

        // exp(−d/σ) of all but the nearest sum to log₂(k).
        double Scale()
        {
            var (low, high, sigma, target) = (0.0, double.PositiveInfinity, 1.0, Math.Log2(nearest.Length));
            for (var i = 0; i < 64; i++)
            {
                var sum = nearest[1..].Sum(neighbour => Math.Exp(-neighbour.Distance / sigma));
                if (Math.Abs(sum - target) < 1e-5)
                    break;
                (low, high) = sum > target ? (low, sigma) : (sigma, high);
                sigma = double.IsInfinity(high) ? 2 * sigma : (low + high) / 2;
            }
            return sigma;
        }
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
        var (shrunk, side, stride, grid) = ((int)options["shrunk"]!, (int)options["side"]!, (int)options["stride"]!, (int)options["grid"]!);
        var (pixels, height, width) = Shrink(image, shrunk);
        var (down, across) = (((height - side) / stride) + 1, ((width - side) / stride) + 1);
        var (mean, whitening, centres) = (tensors["patches.patch_mean"].Row(0).ToArray(), tensors["patches.whitening"], tensors["patches.centres"]);
        var near = new double[down, across][];
        for (var place = 0; place < down * across; place++)
        {
            var (top, left) = (place / across * stride, place % across * stride);
            double[] patch = [.. Enumerable.Range(0, Image.Channels * side * side).Select(i =>
                pixels[(((i / (side * side) * height) + top + (i / side % side)) * width) + left + (i % side)])];
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

    // Pixels in 0 … 1, each the mean of a square; what is no whole square is left out.
    private (double[] Pixels, int Height, int Width) Shrink(byte[] image, int side)
    {
        var (height, width) = (Image.Height / side, Image.Width / side);
        var pixels = new double[Image.Channels * height * width];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, top, left) = (i / (height * width), i / width % height * side, i % width * side);
            pixels[i] = Enumerable.Range(0, side * side).Average(at => image[(((channel * Image.Height) + top + (at / side)) * Image.Width) + left + (at % side)] / 255.0);
        }
        return (pixels, height, width);
    }

    private static double[] LogSoftmax(double[] scores)
    {
        var most = scores.Max();
        var total = Math.Log(scores.Sum(score => Math.Exp(score - most))) + most;
        return [.. scores.Select(score => score - total)];
    }

    private static double[] Powers(double[] logarithms) => [.. logarithms.Select(Math.Exp)];

    // Latents travel as half floats.
    private static double[] Halves(double[] values) => [.. values.Select(value => (double)(Half)(float)value)];

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

/// <summary>Maps of one image, channel by channel; a row of numbers is as many maps of one pixel.</summary>
internal sealed record Maps(double[] Values, int Channels, int Height, int Width)
{
    private int Plane => Height * Width;

    public Maps Each(Func<double, int, double> of) => this with { Values = [.. Values.Select(of)] };

    public Maps Each(float[] weight, float[] bias) => Each((x, i) => (x * weight[i / Plane]) + bias[i / Plane]);

    public Maps Leaky(double slope) => Each((x, _) => x > 0 ? x : slope * x);

    public Maps Flat() => this with { Channels = Values.Length, Height = 1, Width = 1 };

    public Maps Mirrored() => Each((_, i) => Values[i - (i % Width) + Width - 1 - (i % Width)]);

    public Maps OfUnitLength()
    {
        var length = Math.Max(Math.Sqrt(Values.Sum(x => x * x)), 1e-12);
        return Each((x, _) => x / length);
    }

    /// <summary>Each square becomes one pixel of side² times the channels.</summary>
    public Maps Squares(int side)
    {
        var (down, across, area) = ((Height + side - 1) / side, (Width + side - 1) / side, side * side);
        var result = new double[area * Channels * down * across];
        for (var i = 0; i < result.Length; i++)
        {
            var (channel, row, column) = (i / (down * across), i / across % down, i % across);
            var (y, x) = ((side * row) + (channel % area / side), (side * column) + (channel % side));
            result[i] = y < Height && x < Width ? Values[(channel / area * Plane) + (y * Width) + x] : 0;
        }
        return new Maps(result, area * Channels, down, across);
    }

    /// <summary>A convolution, padded with zeros.</summary>
    /// <param name="weight">A row for each output; in it input by input, row by row.</param>
    /// <param name="stride">Of both sides.</param>
    /// <param name="padding">On each side.</param>
    public Maps Convolve(Matrix weight, int stride, int padding)
    {
        var size = (2 * padding) + 1;
        var outputs = weight.Values.Length / (Channels * size * size);
        var (down, across) = (((Height - 1) / stride) + 1, ((Width - 1) / stride) + 1);
        var result = new double[outputs * down * across];
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < Channels; input++)
            {
                for (var tap = 0; tap < size * size; tap++)
                {
                    double factor = weight.Values[(((output * Channels) + input) * size * size) + tap];
                    for (var row = 0; row < down; row++)
                    {
                        var y = (row * stride) + (tap / size) - padding;
                        if (y < 0 || y >= Height)
                            continue;
                        for (var column = 0; column < across; column++)
                        {
                            var x = (column * stride) + (tap % size) - padding;
                            if (x >= 0 && x < Width)
                                result[(((output * down) + row) * across) + column] += factor * Values[(input * Plane) + (y * Width) + x];
                        }
                    }
                }
            }
        }
        return new Maps(result, outputs, down, across);
    }

    /// <summary>Groups of channels with mean 0 and deviation 1.</summary>
    public Maps Grouped(int groups, double epsilon)
    {
        var size = Values.Length / groups;
        var normed = Values.Chunk(size).SelectMany(group =>
        {
            var mean = group.Average();
            var deviation = Math.Sqrt(group.Average(x => (x - mean) * (x - mean)) + epsilon);
            return group.Select(x => (x - mean) / deviation);
        });
        return this with { Values = [.. normed] };
    }

    /// <summary>Means over the cells of a grid, channel by channel.</summary>
    public Maps Averages(int cells)
    {
        var means = new double[Channels * cells * cells];
        for (var i = 0; i < means.Length; i++)
        {
            var (channel, row, column) = (i / (cells * cells), i / cells % cells, i % cells);
            var (top, bottom) = (row * Height / cells, (((row + 1) * Height) + cells - 1) / cells);
            var (left, right) = (column * Width / cells, (((column + 1) * Width) + cells - 1) / cells);
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                    means[i] += Values[(channel * Plane) + (y * Width) + x] / ((bottom - top) * (right - left));
            }
        }
        return new Maps(means, means.Length, 1, 1);
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
