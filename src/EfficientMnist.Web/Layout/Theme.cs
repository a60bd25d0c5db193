namespace EfficientMnist.Web.Layout;

/// <summary>The look a person chose with the switch; without a choice the browser's own preference holds.</summary>
internal static class Theme
{
    private const string Cookie = "theme";

    public static string? Of(HttpContext? context) => context?.Request.Cookies[Cookie] switch
    {
        "light" => "light",
        "dark" => "dark",
        _ => null,
    };
}
