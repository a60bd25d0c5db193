using System.Net;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Tests;

/// <summary>The form that imports people's own images, down to what the data set store is told.</summary>
public sealed class ImportFormTests
{
    [Fact]
    public async Task Form_OffersToAddToWhatWasImportedAlone()
    {
        await using var page = await PageInTest.StartAsync();
        var without = await page.TextAsync("/datasets");
        page.Services.Imported.Add("parts");

        var text = await page.TextAsync("/datasets");

        Assert.DoesNotContain("name=\"into\"", without, StringComparison.Ordinal);
        Assert.Contains("<option value=\"parts\">parts</option>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<option value=\"large\">", text, StringComparison.Ordinal);
        Assert.Empty(page.LoggedErrors);
    }

    [Fact]
    public async Task Upload_OfAName_TellsWhatIsThereOfItAndGoesOnUnderIt()
    {
        await using var page = await PageInTest.StartAsync();
        var token = FailurePagesTests.TokenOf(await page.TextAsync("/datasets"));
        using var files = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "new/1.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/datasets/upload?name=parts&channels=0&withoutLabels=false&skipBad=false&upload=0123456789abcdef&from=5000000000") { Headers = { { "RequestVerificationToken", token } }, Content = files };

        var there = await page.TextAsync("/uploads/0123456789abcdef");
        using var gone = await page.GetAsync("/uploads/gone");
        using var response = await page.Browser.SendAsync(request);

        Assert.Equal("{\"files\":3,\"bytes\":5000000000}", there);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, gone.StatusCode);
        Assert.Equal("0123456789abcdef from 5000000000", Assert.Single(page.Services.Uploads));
    }

    [Theory]
    [InlineData("import", "&folder=/photos")]
    [InlineData("upload", "")]
    public async Task Import_IntoADataSet_IsAFurtherVersionOfIt(string how, string from)
    {
        await using var page = await PageInTest.StartAsync();
        var token = FailurePagesTests.TokenOf(await page.TextAsync("/datasets"));
        using var files = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "new/1.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/datasets/{how}?name=parts-2&into=parts&size=&channels=0&withoutLabels=false&skipBad=false&merge=None{from}") { Headers = { { "RequestVerificationToken", token } }, Content = files };

        using var response = await page.Browser.SendAsync(request);

        Assert.Contains("\"name\":\"parts-2\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(new ImportOptions { Name = "parts-2", Into = "parts", Merge = ClassMerge.None }, Assert.Single(page.Services.Imports));
    }
}
