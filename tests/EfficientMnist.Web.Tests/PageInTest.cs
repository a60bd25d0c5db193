using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.Web.Tests;

/// <summary>The page over services that a test stages, seen by its owner, who is logged in.</summary>
internal sealed class PageInTest : IAsyncDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("eml-web-").FullName;
    private readonly Errors _errors = new();
    private WebApplication? _app;

    private PageInTest(ServicesInTest services) => Services = services;

    public ServicesInTest Services { get; }

    public HttpClient Browser { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    /// <summary>What the page has logged as an error.</summary>
    public IReadOnlyCollection<string> LoggedErrors => _errors.Lines;

    public static async Task<PageInTest> StartAsync(params string[] settings)
    {
        var services = await ServicesInTest.StartAsync();
        var page = new PageInTest(services);
        page._app = WebPage.Build(
        [
            "--HTTP_PORT=0", "--environment=Development", .. new[] { "classifier", "label-oracle", "dataset-store", "encoder-trainer" }.Select(name => $"--services:{name}:grpc:0={services.Address}"),
            "--Web:Token=secret", $"--Storage:Root={page._state}", "--Logging:LogLevel:Default=Error", $"--contentRoot={page._state}", .. settings,
        ]);
        page._app.Services.GetRequiredService<ILoggerFactory>().AddProvider(page._errors);
        await page._app.StartAsync();
        page.Browser.BaseAddress = new Uri(page._app.Urls.First());
        using (await page.Browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }
        return page;
    }

    public Task<HttpResponseMessage> GetAsync(string address) => Browser.GetAsync(new Uri(address, UriKind.Relative));

    /// <summary>The page at this address as text.</summary>
    public async Task<string> TextAsync(string address)
    {
        using var response = await GetAsync(address);
        return System.Net.WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _app!.DisposeAsync();
        await Services.DisposeAsync();
        Directory.Delete(_state, recursive: true);
    }

    private sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
