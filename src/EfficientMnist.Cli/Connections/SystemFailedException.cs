namespace EfficientMnist.Cli.Connections;

/// <summary>The system did not do what was asked; the message says why and where to look.</summary>
internal sealed class SystemFailedException(string message, Exception? inner = null) : Exception(message, inner);
