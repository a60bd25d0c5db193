using EfficientMnist.ServiceDefaults.Hosting;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class FolderOwnershipTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eml-owner-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Take_OfAFolderThatIsJustGivenUp_WaitsForIt()
    {
        var time = new WaitingTime();
        var first = FolderOwnership.Take(_folder.FullName, "baker", time);

        var second = Task.Run(() => FolderOwnership.Take(_folder.FullName, "baker", time));
        await time.Waited.WaitAsync(TimeSpan.FromSeconds(10));
        await first.DisposeAsync();

        await (await second).DisposeAsync();
    }

    [Fact]
    public void Take_OfAFolderThatAnotherKeeps_IsRefusedAfterAWhile()
    {
        var time = new HurriedTime();
        using var first = FolderOwnership.Take(_folder.FullName, "baker", time);

        var error = Assert.Throws<InvalidOperationException>(() => FolderOwnership.Take(_folder.FullName, "baker", time));

        Assert.StartsWith("Another baker works on", error.Message, StringComparison.Ordinal);
        Assert.InRange(time.Waited, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Take_OfAFolderThatCannotBeWritten_NamesTheFolderAndTheRemedy()
    {
        // Of the kernel: nobody makes files there.
        var error = Assert.Throws<InvalidOperationException>(() => FolderOwnership.Take("/sys", "baker", new HurriedTime()));

        Assert.Contains("/sys/.lock", error.Message, StringComparison.Ordinal);
        Assert.Contains("set Storage:Root to another folder", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Tells when somebody waits.</summary>
    private sealed class WaitingTime : TimeProvider
    {
        private readonly TaskCompletionSource _waited = new();

        public Task Waited => _waited.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waited.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
