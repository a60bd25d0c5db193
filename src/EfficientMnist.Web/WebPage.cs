using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.ServiceDefaults;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Datasets;
using EfficientMnist.Web.Downloads;
using EfficientMnist.Web.Errors;
using EfficientMnist.Web.Home;
using EfficientMnist.Web.Images;
using EfficientMnist.Web.Inspection;
using EfficientMnist.Web.Labelling;
using EfficientMnist.Web.Latent;
using EfficientMnist.Web.Latent.Pictures;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Ledger;
using EfficientMnist.Web.Live;
using EfficientMnist.Web.Preview;
using EfficientMnist.Web.Runs;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.ResponseCompression;

namespace EfficientMnist.Web;

/// <summary>Composition of the web page, which knows the system through its public gRPC API alone.</summary>
public static class WebPage
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseStaticWebAssets();
        builder.AddServiceDefaults();
        builder.AddServiceClient<DatasetStoreService.DatasetStoreServiceClient>(ServiceNames.DatasetStore);
        builder.AddServiceClient<LabelOracleService.LabelOracleServiceClient>(ServiceNames.LabelOracle);
        builder.AddServiceClient<EncoderTrainerService.EncoderTrainerServiceClient>(ServiceNames.EncoderTrainer);
        builder.AddServiceClient<ClassifierService.ClassifierServiceClient>(ServiceNames.Classifier);
        builder.Services.AddSingleton<ServiceHealth>();
        builder.Services.AddSingleton<RunBoard>();
        builder.Services.AddSingleton<RunArchive>();
        builder.Services.AddSingleton<Notice>();
        // A browser that goes away ends its calls, which is no failure of theirs.
        builder.Services.ConfigureAll<GrpcClientFactoryOptions>(client => client.ChannelOptionsActions.Add(channel => channel.ThrowOperationCanceledOnCancellation = true));
        builder.Services.AddResponseCompression(compression => compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"]);
        builder.Services.AddRazorComponents();
        builder.Services.AddOrleansDashboard();
        builder.AddLogin();

        var app = builder.Build();
        app.UseFailurePages();
        app.UseResponseCompression();
        app.UseMissingPages();
        app.UsePageHeaders();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        // After the files: gRPC answers every address of two parts.
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseStaleFormPages();
        app.MapLogin();
        app.MapLogout();
        app.MapDashboard();
        app.MapOrleansDashboard();
        app.MapLiveUpdates();
        app.MapThumbnails();
        app.MapOriginals();
        app.MapHome();
        app.MapRunActions();
        app.MapRunColumns();
        app.MapStart();
        app.MapPreview();
        app.MapLatent();
        app.MapPictures();
        app.MapErrors();
        app.MapImages();
        app.MapDatasets();
        app.MapLabelling();
        app.MapGroups();
        app.MapLedgerExport();
        app.MapDownloads();
        app.MapRazorComponents<App>();
        app.MapDefaultEndpoints();
        return app;
    }
}
