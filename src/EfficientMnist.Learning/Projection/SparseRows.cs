namespace EfficientMnist.Learning.Projection;

/// <summary>A square matrix with few entries: those of row i stand at Starts[i] … Starts[i + 1] − 1.</summary>
internal sealed record SparseRows(int[] Starts, int[] Columns, float[] Values)
{
    public int Rows => Starts.Length - 1;

    /// <summary>A symmetric matrix out of one that has the neighbours of each row.</summary>
    /// <param name="graph">Which entries there are.</param>
    /// <param name="weights">Their values, in the order of the graph.</param>
    /// <param name="combine">The entry out of the two that mirror each other; 0 stands for one that is not there.</param>
    public static SparseRows Symmetric(NeighbourGraph graph, float[] weights, Func<float, float, float> combine)
    {
        var (rows, count) = (graph.Rows, graph.Count);
        var (sources, at) = Transposed(graph);
        var starts = new int[rows + 1];
        var columns = new List<int>(2 * graph.Ids.Length);
        var own = new List<float>(2 * graph.Ids.Length);
        var mirrored = new List<float>(2 * graph.Ids.Length);
        // Where in the lists the column stands that a row has had already.
        var place = new int[rows];
        Array.Fill(place, -1);
        for (var row = 0; row < rows; row++)
        {
            for (var i = row * count; i < (row + 1) * count; i++)
            {
                place[graph.Ids[i]] = columns.Count;
                columns.Add(graph.Ids[i]);
                own.Add(weights[i]);
                mirrored.Add(0);
            }
            for (var i = at[row]; i < at[row + 1]; i++)
            {
                var column = sources[i] / count;
                if (place[column] >= starts[row])
                {
                    mirrored[place[column]] = weights[sources[i]];
                }
                else
                {
                    columns.Add(column);
                    own.Add(0);
                    mirrored.Add(weights[sources[i]]);
                }
            }
            starts[row + 1] = columns.Count;
        }
        return new SparseRows(starts, [.. columns], [.. own.Zip(mirrored, combine)]);
    }

    // For each row the positions in the graph that name it.
    private static (int[] Positions, int[] Starts) Transposed(NeighbourGraph graph)
    {
        var starts = new int[graph.Rows + 1];
        foreach (var id in graph.Ids)
            starts[id + 1]++;
        for (var row = 0; row < graph.Rows; row++)
            starts[row + 1] += starts[row];
        var next = starts[..^1];
        var positions = new int[graph.Ids.Length];
        for (var i = 0; i < positions.Length; i++)
            positions[next[graph.Ids[i]]++] = i;
        return (positions, starts);
    }
}
