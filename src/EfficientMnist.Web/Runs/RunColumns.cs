using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Layout;

namespace EfficientMnist.Web.Runs;

/// <summary>Which columns a person has chosen for the table of runs; their browser keeps them.</summary>
internal static class RunColumns
{
    private const string Cookie = "columns";
    private const string Page = "/runs";
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);
    private static readonly IReadOnlyList<string> Usual = ["state", "strategy", "seed", "labels", "accuracy", "f1", "time", "created"];

    /// <summary>Those that are shown, in the order of the table; the usual ones where none was chosen.</summary>
    public static IReadOnlyList<RunColumn> Of(HttpContext? context)
    {
        var keys = context?.Request.Cookies[Cookie] is { } kept ? kept.Split(',') : Usual;
        var chosen = keys.Select(RunColumn.Find).OfType<RunColumn>().DistinctBy(column => column.Key).ToList();
        return [.. RunColumn.Known.Where(known => chosen.Any(column => column.Key == known.Key)), .. chosen.Where(column => column.Option is not null)];
    }

    /// <summary>The options by which runs differ, and those that are shown already: what one would choose among.</summary>
    public static IReadOnlyList<RunColumn> Options(IReadOnlyList<Run> runs, IEnumerable<RunColumn> shown) =>
    [
        .. Names(runs)
            .Where(name => runs.Select(run => RunText.Option(run, name)).Distinct().Skip(1).Any())
            .Select(RunColumn.OfOption)
            .Concat(shown)
            .Where(column => column.Option is not null)
            .DistinctBy(column => column.Key)
            .OrderBy(column => column.Key, StringComparer.Ordinal),
    ];

    /// <summary>The names of all options that runs have.</summary>
    public static IEnumerable<string> Names(IEnumerable<Run> runs) => runs.SelectMany(run => run.Options.Keys).Distinct().Order(StringComparer.Ordinal);

    /// <summary><c>/runs/columns</c>: keeps the choice and leads back to the table.</summary>
    public static void MapRunColumns(this WebApplication app) =>
        app.MapGroup("/runs/columns").RequireAntiforgery().MapPost("", KeepAsync);

    private static async Task<IResult> KeepAsync(HttpContext context, Notice notice, RunBoard board, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var keys = form["column"].OfType<string>().Where(key => RunColumn.Find(key) is not null).ToList();
        if (form["option"].ToString().Trim() is { Length: > 0 } name)
        {
            if (Names(await board.AllAsync(cancellationToken)).Contains(name))
                keys.Add(RunColumn.OfOption(name).Key);
            else
                notice.Leave(context, "bad", $"No run has an option {name}. Choose one of those that the field suggests.");
        }
        if (form.ContainsKey("usual"))
            context.Response.Cookies.Delete(Cookie);
        else
            context.Response.Cookies.Append(Cookie, string.Join(',', keys), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = Life });
        return TypedResults.LocalRedirect(form["back"].ToString() is var back && back.StartsWith(Page + "?", StringComparison.Ordinal) ? back : Page);
    }
}
