using System.Net;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>Orleans' own dashboard of the silo that trainings live in.</summary>
public sealed class OrleansDashboardTests : ServerTests
{
    private static readonly Uri Dashboard = new("/orleans/", UriKind.Relative);

    [Fact]
    public async Task Dashboard_ThatNobodyAskedFor_IsNotThere()
    {
        using var response = await Server.Http.GetAsync(Dashboard);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Dashboard_ThatIsAskedFor_AnswersWhoHasTheKeyAlone()
    {
        using var folder = new TempFolder();
        await using var server = await TrainerServer.StartAsync(folder.Path, Store, "--Dashboard:Orleans=true", "--Services:Key=the key");

        using var refused = await server.Http.GetAsync(Dashboard);
        server.Http.DefaultRequestHeaders.Add("x-eml-key", "the key");
        var page = await server.Http.GetStringAsync(Dashboard);
        var cluster = await server.Http.GetStringAsync(new Uri("/orleans/ClusterStats", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("{", cluster, StringComparison.Ordinal);
    }
}
