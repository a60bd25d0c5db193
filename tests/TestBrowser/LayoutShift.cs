using Microsoft.Playwright;

namespace EfficientMnist.TestBrowser;

/// <summary>How much of a page has moved by itself since it was opened, as the Layout Instability API counts it: 0 for nothing.</summary>
public static class LayoutShift
{
    /// <summary>The sum of all shifts that no entry of a person has caused.</summary>
    public static Task<double> OfAsync(IPage page) => page.EvaluateAsync<double>(
        """
        () => new Promise(done => {
          let sum = 0;
          const observer = new PerformanceObserver(list => { for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value; });
          observer.observe({ type: "layout-shift", buffered: true });
          // What is buffered is told before the next frame but one.
          requestAnimationFrame(() => requestAnimationFrame(() => { observer.disconnect(); done(sum); }));
        })
        """);
}
