namespace EfficientMnist.Cli.Arguments;

/// <summary>What was typed cannot be done as it stands; the message says what can.</summary>
internal sealed class UsageException(string message) : Exception(message);
