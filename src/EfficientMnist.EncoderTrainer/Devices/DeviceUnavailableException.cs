namespace EfficientMnist.EncoderTrainer.Devices;

/// <summary>The service cannot compute here. The message is one line that names what to install or to change.</summary>
public sealed class DeviceUnavailableException(string message, Exception innerException) : Exception(message, innerException);
