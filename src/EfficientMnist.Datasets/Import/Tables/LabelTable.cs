using EfficientMnist.Datasets.Import.Sources;

namespace EfficientMnist.Datasets.Import.Tables;

/// <summary>A table of files and their labels, such as labels.csv.</summary>
internal sealed class LabelTable
{
    public const string FileName = "labels.csv";

    private static readonly string[] FileColumns = ["file", "filename", "file_name", "file name", "image", "image_name", "image_id", "imageid", "img", "id", "path", "filepath", "file_path", "image_path", "name"];
    private static readonly string[] LabelColumns = ["label", "labels", "class", "class_name", "classname", "category", "target", "label_name", "tag", "y"];

    private readonly string _name;
    private readonly List<Row> _rows = [];
    private readonly List<string> _notes = [];

    private LabelTable(string name) => _name = name;

    /// <summary>What the user should know of how it was read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether a file may be a table of labels by its name.</summary>
    public static bool IsTableName(string file) => Path.GetExtension(file).ToUpperInvariant() is ".CSV" or ".TSV";

    /// <param name="path">The file.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="InvalidDataException">It has no columns of files and labels; the message names line, column and what was expected.</exception>
    public static LabelTable Read(string path, string name)
    {
        var table = new LabelTable(name);
        var (text, encoding) = TextFile.Read(path);
        if (encoding is not null) table._notes.Add($"'{name}' is no UTF-8; it was read as {encoding}.");
        using var reader = new StringReader(text);
        var columns = default((int File, int Label, int Count));
        var isFirst = true;
        foreach (var (line, fields) in CsvRows.Of(reader, name, CsvRows.SeparatorOf(text)))
        {
            if (isFirst)
            {
                isFirst = false;
                columns = table.Columns(fields, out var isHeader);
                if (isHeader) continue;
            }
            table.Add(line, fields, columns);
        }
        return table._rows.Count > 0 ? table : throw new InvalidDataException($"'{name}' has no row with a file and a label. Expected are lines such as 'photo.png,cat'.");
    }

    /// <summary>The label of each file, null for one that the table has no label for; null where it names none of them.</summary>
    /// <param name="files">Paths with '/', relative to the folder of the user.</param>
    /// <param name="folder">The table's own folder in it, with '/' at its end; empty for the top.</param>
    /// <param name="notes">Takes what the user should know.</param>
    /// <exception cref="InvalidDataException">Two rows contradict each other, or a row may mean several files; the message names the lines.</exception>
    public string?[]? Match(IReadOnlyList<string> files, string folder, List<string> notes)
    {
        var lookup = new FileLookup(files, folder);
        var labels = new string?[files.Count];
        var lines = new int[files.Count];
        List<Row> strays = [];
        foreach (var row in _rows)
        {
            var found = lookup.Find(row.File);
            if (found.Count == 0)
            {
                strays.Add(row);
                continue;
            }
            if (found.Count > 1)
                throw new InvalidDataException($"Line {row.Line} of '{_name}' names '{row.File}', which may be {Count.Some([.. found.Select(i => files[i])])}. Write it with its folder.");
            var at = found[0];
            if (lines[at] > 0 && labels[at] != Known(row.Label))
                throw new InvalidDataException($"Lines {lines[at]} and {row.Line} of '{_name}' give '{row.File}' two labels, '{labels[at]}' and '{row.Label}'. Keep one of them.");
            (labels[at], lines[at]) = (Known(row.Label), row.Line);
        }
        if (Array.TrueForAll(lines, line => line == 0)) return null;
        notes.AddRange(_notes);
        if (strays.Count > 0)
            notes.Add($"{Count.Of(strays.Count, "row")} of '{_name}' name no image that is there: line {strays[0].Line} says '{strays[0].File}'.");
        return labels;
    }

    /// <summary>What its first row says, for the message that no row names an image.</summary>
    public string Example => $"line {_rows[0].Line} says '{_rows[0].File}'";

    private static string? Known(string label) => label.Length == 0 ? null : label;

    // An export puts an apostrophe before what a spreadsheet would take for a formula.
    private static string Plain(string text) => text is ['\'', '=' or '+' or '-' or '@', ..] ? text[1..] : text;

    private (int File, int Label, int Count) Columns(string[] first, out bool isHeader)
    {
        var (file, label) = (IndexOf(first, FileColumns), IndexOf(first, LabelColumns));
        isHeader = file >= 0 || label >= 0;
        if (first.Length == 1)
            throw new InvalidDataException($"'{_name}' has one column, '{first[0]}'. Expected are two, separated by a comma, a semicolon or a tab: file and label.");
        if (!isHeader)
        {
            return first.Length == 2
                ? (0, 1, 2)
                : throw new InvalidDataException($"'{_name}' has {first.Length} columns and none is called file or label: its first line is '{string.Join(", ", first)}'. Name the column of the files 'file' and that of the classes 'label'.");
        }
        if (first.Length == 2)
        {
            // The other one, whatever it is called.
            file = file < 0 ? 1 - label : file;
            label = label < 0 ? 1 - file : label;
        }
        if (file < 0 || label < 0)
            throw new InvalidDataException($"'{_name}' has no column called {(file < 0 ? "file" : "label")}; its columns are {string.Join(", ", first)}. Rename the one that has the {(file < 0 ? "names of the images" : "classes")}.");
        var others = first.Where((_, i) => i != file && i != label).ToList();
        if (others.Count > 0) _notes.Add($"The {(others.Count == 1 ? "column" : "columns")} {string.Join(", ", others)} of '{_name}' {(others.Count == 1 ? "is" : "are")} not used.");
        return (file, label, first.Length);
    }

    private void Add(int line, string[] fields, (int File, int Label, int Count) columns)
    {
        if (fields.Length <= Math.Max(columns.File, columns.Label))
            throw new InvalidDataException($"Line {line} of '{_name}' has {Count.Of(fields.Length, "value")} instead of {columns.Count}: {string.Join(", ", fields)}. Expected are a file and a label.");
        if (columns.Count == 2 && fields.Length > 2 && fields.Skip(2).Any(field => field.Length > 0))
            throw new InvalidDataException($"Line {line} of '{_name}' has {fields.Length} values instead of 2: {string.Join(", ", fields)}. Put a value with a comma in quotation marks.");
        if (fields[columns.File].Length == 0)
            throw new InvalidDataException($"Line {line} of '{_name}' names no file: {string.Join(", ", fields)}.");
        _rows.Add(new Row(line, Plain(fields[columns.File]).Replace('\\', '/'), Plain(fields[columns.Label])));
    }

    private static int IndexOf(string[] header, string[] names)
    {
        foreach (var name in names)
        {
            if (Array.FindIndex(header, column => column.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at) return at;
        }
        return -1;
    }

    private readonly record struct Row(int Line, string File, string Label);
}
