namespace Benchmarks;

/// <summary>One side-by-side measurement; its lines are printed as they come.</summary>
internal interface IBenchmark
{
    string Name { get; }

    string Title { get; }

    IAsyncEnumerable<string> RunAsync();
}
