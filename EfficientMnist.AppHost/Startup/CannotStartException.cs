namespace EfficientMnist.AppHost.Startup;

/// <summary>The system cannot start for a reason its user can do something about; the message says what, in one line.</summary>
internal sealed class CannotStartException(string message, Exception? inner = null) : Exception(message, inner);
