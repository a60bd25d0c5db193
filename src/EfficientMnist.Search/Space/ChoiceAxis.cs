namespace EfficientMnist.Search.Space;

/// <summary>Values without order, such as kinds of encoders.</summary>
/// <param name="Name">Of the hyperparameter.</param>
/// <param name="Values">Two at least, each once.</param>
public sealed record ChoiceAxis(string Name, IReadOnlyList<string> Values) : Axis(Name)
{
    public override int Choices => Values.Count;

    public override long? Count => Values.Count;

    public override double Place(long number) => number;

    public override string Spelling => string.Join(',', Values);

    public override string Text(double position) => Values[Math.Clamp((int)position, 0, Values.Count - 1)];

    public override double Position(string text)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (Values[i] == text)
                return i;
        }
        throw new ArgumentException($"{Name} has no value '{text}'; it has {Spelling}.", nameof(text));
    }
}
