using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Import;
using Microsoft.Extensions.Options;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>The uploads that come in, and those that were cut off.</summary>
public sealed partial class Uploads(ImportStore store, IOptions<UploadOptions> options)
{
    private readonly ConcurrentDictionary<string, bool> _comingIn = new(StringComparer.Ordinal);

    /// <summary>Begins an upload, or goes on with the one of that name.</summary>
    /// <param name="id">Its name; empty where nothing of it is to stay.</param>
    /// <exception cref="RefusalException">It is no name, or the upload comes in over another connection.</exception>
    internal Upload Begin(string id)
    {
        if (id.Length == 0)
            return new Upload(store.MakeStaging(), options.Value, () => { }) { IsOver = true };
        Check(id);
        if (!_comingIn.TryAdd(id, true))
            throw StillComing(id);
        try
        {
            return new Upload(store.UploadFolder(id), options.Value, Ended);
        }
        catch
        {
            Ended();
            throw;
        }

        void Ended() => _comingIn.TryRemove(id, out bool _);
    }

    /// <summary>What is there of an upload: whole files, and bytes of the one after them.</summary>
    /// <exception cref="RefusalException">It is no name, or the upload comes in over another connection.</exception>
    public (int Files, long Bytes) Find(string id)
    {
        Check(id);
        return _comingIn.ContainsKey(id) ? throw StillComing(id) : Upload.Find(store.UploadFolder(id));
    }

    private static RefusalException StillComing(string id) =>
        Refusal.Unavailable($"Upload {id} still comes in over another connection. Try again in a moment.");

    private static void Check(string id)
    {
        if (!Allowed().IsMatch(id))
            throw Refusal.InvalidField("upload_id", $"'{Refusal.Quote(id)}' is no name of an upload; give 16 to 64 letters and digits.");
    }

    [GeneratedRegex("^[A-Za-z0-9]{16,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
