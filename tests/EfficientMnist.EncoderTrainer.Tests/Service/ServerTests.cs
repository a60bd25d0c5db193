namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>Tests of a trainer that runs, beside a store that has glyphs; each has its own.</summary>
public abstract class ServerTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();

    private protected GlyphStore Store { get; private set; } = null!;

    private protected TrainerServer Server { get; private set; } = null!;

    private protected string Folder => _folder.Path;

    public virtual async Task InitializeAsync()
    {
        Store = await GlyphStore.StartAsync();
        Server = await TrainerServer.StartAsync(Folder, Store);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Store.DisposeAsync();
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
