using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.ServiceDefaults;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Home;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Live;

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
        builder.Services.AddRazorComponents();
        builder.AddLogin();

        var app = builder.Build();
        app.UseStaticFiles();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapLogin();
        app.MapLiveUpdates();
        app.MapRazorComponents<App>();
        app.MapDefaultEndpoints();
        return app;
    }
}
