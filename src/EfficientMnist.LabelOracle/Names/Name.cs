using EfficientMnist.Core.Refusals;
namespace EfficientMnist.LabelOracle.Names;

/// <summary>The rule for names that callers choose: run ids, request ids, strategies.</summary>
internal static class Name
{
    public const int MaxLength = 300;

    public static string Check(string what, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Refusal.Invalid($"The {what} is empty; give 1 to {MaxLength} characters.");
        if (text.Length > MaxLength)
            throw Refusal.Invalid($"The {what} has {text.Length} characters; at most {MaxLength} are allowed.");
        if (text.Any(char.IsControl))
            throw Refusal.Invalid($"The {what} contains a control character.");
        return text;
    }
}
