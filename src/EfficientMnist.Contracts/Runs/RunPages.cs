using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Contracts.Runs;

/// <summary>The list of runs, which the classifier gives page by page.</summary>
public static class RunPages
{
    /// <summary>All runs, newest first. One that begins meanwhile is not among them.</summary>
    /// <param name="classifier">Has the runs.</param>
    /// <param name="archived">Whether those that are archived are listed as well.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async IAsyncEnumerable<Run> ListAllRunsAsync(
        this ClassifierService.ClassifierServiceClient classifier, bool archived = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var request = new ListRunsRequest { Archived = archived };
        do
        {
            var page = await classifier.ListRunsAsync(request, cancellationToken: cancellationToken);
            foreach (var run in page.Runs)
                yield return run;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }
}
