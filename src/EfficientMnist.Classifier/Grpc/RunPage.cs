using System.Buffers.Text;
using System.Text;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Classifier.Grpc;

/// <summary>
/// A page of the list of runs. Its token names the last run on it: what begins meanwhile stands before the first page, and
/// moves no run from one page to another.
/// </summary>
internal static class RunPage
{
    /// <summary>Runs on a page where nothing is said.</summary>
    public const int Usual = 100;

    /// <summary>Runs on a page at most.</summary>
    public const int Most = 1_000;

    // A client accepts 4 MB unless it is told otherwise. A run is some kilobytes, so that it is nearly always the number that counts.
    private const int MostBytes = 3 << 20;

    /// <param name="runs">All runs, in their order.</param>
    /// <param name="size">Runs on the page; 0 for the usual number.</param>
    /// <param name="token">That of the page before; empty for the first.</param>
    /// <exception cref="RefusalException">The size is negative, or the token is of no page.</exception>
    public static ListRunsResponse Of(IReadOnlyList<Run> runs, int size, string token)
    {
        if (size < 0)
            throw Refusal.InvalidField("page_size", $"page_size is {size}; it must be 0, for {Usual} runs, or up to {Most}.");
        var first = token.Length == 0 ? 0 : Behind(runs, token);
        var page = new ListRunsResponse();
        var bytes = 0;
        foreach (var run in runs.Skip(first).Take(size == 0 ? Usual : Math.Min(size, Most)))
        {
            bytes += run.CalculateSize();
            if (bytes > MostBytes && page.Runs.Count > 0)
                break;
            page.Runs.Add(run);
        }
        if (first + page.Runs.Count < runs.Count)
            page.NextPageToken = TokenOf(page.Runs[^1]);
        return page;
    }

    private static int Behind(IReadOnlyList<Run> runs, string token)
    {
        for (var place = 0; place < runs.Count; place++)
        {
            if (TokenOf(runs[place]) == token)
                return place + 1;
        }
        throw Refusal.InvalidField("page_token", $"There is no page '{Refusal.Quote(token)}' of the list of runs. Begin with the first page, whose token is empty.");
    }

    private static string TokenOf(Run run) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(run.RunId));
}
