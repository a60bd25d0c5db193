namespace EfficientMnist.Search.Space;

/// <summary>
/// One hyperparameter and the values it may take. Samplers see a value as a position: 0 … 1 along an ordered axis, the
/// index of the choice on one without order.
/// </summary>
/// <param name="Name">Of the hyperparameter.</param>
public abstract record Axis(string Name)
{
    /// <summary>Number of choices without order; 0 where the values are ordered.</summary>
    public virtual int Choices => 0;

    /// <summary>How many different values there are; null for real numbers.</summary>
    public abstract long? Count { get; }

    /// <summary>The axis as it is typed, such as <c>log:0.0001..0.01</c>.</summary>
    public abstract string Spelling { get; }

    /// <summary>The position of a value by its number, 0 … <see cref="Count"/> − 1.</summary>
    /// <exception cref="InvalidOperationException">The values are real numbers, of which there is no end.</exception>
    public abstract double Place(long number);

    /// <summary>The value at a position.</summary>
    public abstract string Text(double position);

    /// <summary>The position of a value that <see cref="Text"/> gave.</summary>
    public abstract double Position(string text);
}
