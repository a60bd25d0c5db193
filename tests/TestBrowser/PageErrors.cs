using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EfficientMnist.TestBrowser;

/// <summary>What a page has written to its console as an error, and what its scripts have thrown and not caught, from now on.</summary>
public sealed class PageErrors
{
    private readonly ConcurrentQueue<string> _lines = [];

    /// <summary>Begins to listen.</summary>
    public PageErrors(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);

        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _lines.Enqueue($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _lines.Enqueue(error);
    }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyCollection<string> Lines => _lines;
}
