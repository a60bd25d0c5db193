using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Drills.Attacks;

/// <summary>Messages of any type with values that programs trip over, and with some that name what there is, so that calls get beyond their first check.</summary>
internal sealed class RandomMessage(Random random, KnownValues known)
{
    private const int Deepest = 3;

    private static readonly string[] Words =
    [
        "", " ", "glyphs", "r", "margin", "train", "a/../../b", "/etc/passwd", "\0", "\n", "�", "🙂", "'; drop table ledger; --", "%s%n", "NaN", "-1", "1e400", "../..", ".", "CON",
        "label", "contrastive", "image_0", "http://127.0.0.1:1/", "Data Source=/dev/null", new string('x', 300), new string('é', 8_000), new string('y', 70_000),
    ];

    private static readonly long[] Numbers = [0, 1, -1, 2, 7, 10, 255, 256, 1_000, 65_536, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private static readonly double[] Reals = [0, -0.0, 1, -1, 0.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon];

    /// <summary>The bytes of a message of a type, or sometimes bytes that are none.</summary>
    /// <returns>The bytes, and whether they are of the type.</returns>
    public (byte[] Bytes, bool IsDecodable) Next(MessageDescriptor type)
    {
        if (random.Next(20) == 0)
        {
            var noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            return (noise, false);
        }
        return (Make(type, 0).ToByteArray(), true);
    }

    private IMessage Make(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder().Where(_ => random.Next(4) > 0))
        {
            if (field.IsMap)
                continue;
            if (field.FieldType == FieldType.Message && depth >= Deepest)
                continue;
            if (field.IsRepeated)
            {
                var list = (System.Collections.IList)field.Accessor.GetValue(message);
                for (var left = random.Next(4); left > 0; left--)
                    list.Add(Value(field, depth));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }
        if (type.FindFieldByName("options") is { IsMap: true } options && options.Accessor.GetValue(message) is MapField<string, string> map)
            Fill(map);
        return message;
    }

    private void Fill(MapField<string, string> options)
    {
        for (var left = random.Next(4); left > 0; left--)
        {
            var option = known.Options.Count > 0 && random.Next(4) > 0 ? known.Options[random.Next(known.Options.Count)] : new KnownOption(Word(), []);
            options[option.Name] = option.Values.Count > 0 && random.Next(4) > 0 ? option.Values[random.Next(option.Values.Count)] : Word();
        }
        if (known.Options.Count > 0 && random.Next(2) == 0)
            options["dataset"] = "glyphs";
    }

    private string Word() => Words[random.Next(Words.Length)];

    private string Text(FieldDescriptor field) =>
        known.Fields.TryGetValue(field.Name, out var values) && random.Next(2) == 0 ? values[random.Next(values.Count)] : Word();

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Bool => random.Next(2) == 0,
        FieldType.String => Text(field),
        FieldType.Bytes => ByteString.CopyFrom(Noise()),
        FieldType.Double => Reals[random.Next(Reals.Length)],
        FieldType.Float => (float)Reals[random.Next(Reals.Length)],
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => unchecked((int)Numbers[random.Next(Numbers.Length)]),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)Numbers[random.Next(Numbers.Length)]),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Numbers[random.Next(Numbers.Length)],
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)Numbers[random.Next(Numbers.Length)]),
        FieldType.Enum => random.Next(-1, 8),
        // A wrapped value is the value to the accessor.
        FieldType.Message when field.MessageType.File.Package == "google.protobuf" && field.MessageType.Name.EndsWith("Value", StringComparison.Ordinal) => Value(field.MessageType.FindFieldByNumber(1), depth),
        FieldType.Message => Make(field.MessageType, depth + 1),
        _ => throw new InvalidOperationException($"There is no value for {field.FieldType}."),
    };

    private byte[] Noise()
    {
        var noise = new byte[random.Next(3_000)];
        random.NextBytes(noise);
        return noise;
    }
}
