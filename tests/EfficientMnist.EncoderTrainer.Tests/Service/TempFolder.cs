namespace EfficientMnist.EncoderTrainer.Tests.Service;

internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("eml-trainer-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
