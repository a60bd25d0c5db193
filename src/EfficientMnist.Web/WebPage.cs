using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.ServiceDefaults;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Datasets;
using EfficientMnist.Web.Errors;
using EfficientMnist.Web.Home;
using EfficientMnist.Web.Images;
using EfficientMnist.Web.Labelling;
using EfficientMnist.Web.Latent;
using EfficientMnist.Web.Latent.Pictures;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Ledger;
using EfficientMnist.Web.Live;
using EfficientMnist.Web.Preview;
using EfficientMnist.Web.Runs;

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
        builder.Services.AddSingleton<LossTraces>();
        builder.Services.AddSingleton<Notice>();
        builder.Services.AddRazorComponents();
        builder.AddLogin();

        var app = builder.Build();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseMissingPages();
        app.UsePageHeaders();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        // After the files: gRPC answers every address of two parts.
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapLogin();
        app.MapLiveUpdates();
        app.MapThumbnails();
        app.MapOriginals();
        app.MapRunActions();
        app.MapPreview();
        app.MapLatent();
        app.MapPictures();
        app.MapErrors();
        app.MapDatasets();
        app.MapLabelling();
        app.MapLedgerExport();
        app.MapRazorComponents<App>();
        app.MapDefaultEndpoints();
        return app;
    }
}
