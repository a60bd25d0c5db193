namespace EfficientMnist.Core.Options;

/// <summary>One option as people are told of it.</summary>
public interface IOption
{
    /// <summary>The name it is given by, such as <c>learning_rate</c>.</summary>
    string Name { get; }

    /// <summary>What it means, in a sentence.</summary>
    string Meaning { get; }

    /// <summary>What values there may be, in words.</summary>
    string Allowed { get; }

    /// <summary>The values, where they can be counted; else none.</summary>
    IReadOnlyList<string> Choices { get; }

    /// <summary>Whether it is either on or off.</summary>
    bool IsSwitch { get; }
}
