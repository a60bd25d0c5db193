using Spectre.Console;

namespace EfficientMnist.Cli.Tests;

public sealed class FittedTableTests
{
    private static readonly string[] Columns = ["run", "name", "seconds"];
    private static readonly string[][] Rows = [["a-run", "labels=1000,strategy=random,seed=17", "1234"]];

    [Fact]
    public void Write_WithRoomForAll_LeavesNothingOut()
    {
        var text = Written(width: 100);

        Assert.Contains("labels=1000,strategy=random,seed=17", text, StringComparison.Ordinal);
        Assert.Contains("1234", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Left out", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WithoutRoomForAColumn_LeavesItOutAndSaysWhereItIs()
    {
        var text = Written(width: 50);

        Assert.DoesNotContain("1234", text, StringComparison.Ordinal);
        // The sentence is wrapped as well.
        var words = string.Join(' ', text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Left out for lack of room: seconds; --json has them.", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WithoutRoomEvenSo_CutsTheLongestCellAndKeepsEachRowOnOneLine()
    {
        var lines = Written(width: 30).Split('\n');

        Assert.All(lines.Where(line => line.Length > 0 && line[0] is '│' or '┌' or '├' or '└'), line => Assert.True(line.Length <= 30, line));
        Assert.Single(lines, line => line.Contains("labels=", StringComparison.Ordinal) && line.Contains('…', StringComparison.Ordinal));
    }

    private static string Written(int width)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        FittedTable.Write(console, Columns, Rows, ["seconds"], "--json");
        return output.ToString();
    }
}
