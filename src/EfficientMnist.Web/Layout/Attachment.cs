using Microsoft.Net.Http.Headers;

namespace EfficientMnist.Web.Layout;

/// <summary>Answers that a browser keeps as a file.</summary>
internal static class Attachment
{
    /// <summary>Says what the answer is and what the file is called; names of any characters are encoded as RFC 6266 says.</summary>
    public static void Begin(HttpContext context, string type, string file)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file);
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = disposition.ToString();
    }

    /// <summary>Answers with a text that is written as it is read. Where writing is refused before its first line, nothing is sent, so that the refusal can be.</summary>
    public static async Task SendTextAsync(HttpContext context, string type, string file, Func<TextWriter, Task> write)
    {
        Begin(context, type, file);
        // The body is not this writer's to close, and what it holds when writing fails must not go out.
        var writer = new StreamWriter(context.Response.Body, leaveOpen: true);
        await write(writer);
        await writer.FlushAsync(context.RequestAborted);
    }
}
