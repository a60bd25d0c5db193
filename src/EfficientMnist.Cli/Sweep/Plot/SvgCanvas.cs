using System.Globalization;
using System.Xml.Linq;

namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Writes the few SVG elements a plot is made of; what is written last lies on top.</summary>
internal sealed class SvgCanvas
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly XElement _root;

    public SvgCanvas(double width, double height, string title, string description)
    {
        _root = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"), new XAttribute("width", Number(width)), new XAttribute("height", Number(height)),
            new XAttribute("role", "img"),
            new XAttribute("font-family", "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"),
            new XElement(Svg + "title", title), new XElement(Svg + "desc", description));
    }

    public void Rectangle(Box box, string fill, double corner = 0) => Add(
        "rect", ("x", Number(box.X)), ("y", Number(box.Y)), ("width", Number(box.Width)), ("height", Number(box.Height)), ("rx", Number(corner)), ("fill", fill));

    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string dashes = "none") => Add(
        "line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("stroke", stroke), ("stroke-width", Number(width)), ("stroke-dasharray", dashes));

    public void Polyline(IEnumerable<(double X, double Y)> points, string stroke, double width, string dashes = "none") => Add(
        "polyline", ("points", Points(points)), ("fill", "none"), ("stroke", stroke), ("stroke-width", Number(width)), ("stroke-linejoin", "round"), ("stroke-linecap", "round"), ("stroke-dasharray", dashes));

    public void Polygon(IEnumerable<(double X, double Y)> points, string fill, double opacity = 1, string stroke = "none", double width = 0) => Add(
        "polygon", ("points", Points(points)), ("fill", fill), ("fill-opacity", Number(opacity)), ("stroke", stroke), ("stroke-width", Number(width)));

    public void Circle(double x, double y, double radius, string fill, string stroke, double width) => Add(
        "circle", ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)), ("fill", fill), ("stroke", stroke), ("stroke-width", Number(width)));

    /// <param name="text">What to write.</param>
    /// <param name="x">Where the text is anchored.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="size">Font size in pixels.</param>
    /// <param name="fill">Its colour.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="bold">Heavier.</param>
    /// <param name="turned">Upwards, for the title of a vertical axis.</param>
    public void Text(string text, double x, double y, double size, string fill, string anchor = "start", bool bold = false, bool turned = false)
    {
        // The white rim keeps text readable where it crosses a line.
        var element = Add(
            "text", ("x", Number(x)), ("y", Number(y)), ("font-size", Number(size)), ("fill", fill), ("text-anchor", anchor), ("font-weight", bold ? "600" : "400"),
            ("stroke", Palette.Background), ("stroke-width", "3"), ("stroke-linejoin", "round"), ("paint-order", "stroke"));
        if (turned)
            element.SetAttributeValue("transform", $"rotate(-90 {Number(x)} {Number(y)})");
        element.Value = text;
    }

    /// <summary>About as wide as the text will be; fonts differ.</summary>
    public static double WidthOf(string text, double size) => text.Sum(c => c switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or '\'' or ':' or '|' => 0.3,
        'f' or 't' or 'r' or ' ' or '(' or ')' or '-' => 0.38,
        'm' or 'w' or 'M' or 'W' or '%' or '±' => 0.85,
        >= 'A' and <= 'Z' => 0.68,
        _ => 0.57,
    }) * size;

    public override string ToString() => _root + "\n";

    private XElement Add(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new XElement(Svg + name);
        foreach (var (key, value) in attributes)
            element.SetAttributeValue(key, value);
        _root.Add(element);
        return element;
    }

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
