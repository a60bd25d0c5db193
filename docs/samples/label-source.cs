#:sdk Microsoft.NET.Sdk.Web
#:package Grpc.AspNetCore
#:project ../../src/EfficientMnist.Contracts/EfficientMnist.Contracts.csproj
#:property PublishAot=false

// A source of labels that is wrong now and then: dotnet run label-source.cs labels.csv 0.05
// Then: ./eml run dataset=… oracle.kind=grpc oracle.address=http://localhost:5999 labels=100
using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

if (args is not [var table, var share])
{
    Console.Error.WriteLine("usage: dotnet run label-source.cs <table with file,label> <share of wrong answers, such as 0.05>");
    return 2;
}
var truth = File.ReadLines(table).Select(line => line.Split(',')).Where(row => row.Length == 2 && row[1] != "label").ToDictionary(row => row[0], row => row[1]);
var builder = WebApplication.CreateBuilder();
builder.WebHost.ConfigureKestrel(server => server.ListenLocalhost(5999, listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddGrpc();
builder.Services.AddSingleton(new Labels(truth, double.Parse(share, System.Globalization.CultureInfo.InvariantCulture)));
var app = builder.Build();
app.MapGrpcService<Source>();
await app.RunAsync();
return 0;

/// <summary>The labels, and how many of them are told wrong.</summary>
internal sealed record Labels(IReadOnlyDictionary<string, string> Truth, double WrongShare)
{
    private readonly string[] _classes = [.. Truth.Values.Distinct().Order()];

    /// <summary>The same answer to the same question, however often it is asked.</summary>
    public string Of(string file)
    {
        if (!Truth.TryGetValue(file, out var label))
            return "";
        var draw = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(file)));
        return draw < WrongShare * uint.MaxValue ? _classes[(Array.IndexOf(_classes, label) + 1) % _classes.Length] : label;
    }
}

/// <summary>Answers the label oracle.</summary>
internal sealed class Source(Labels labels) : LabelSourceService.LabelSourceServiceBase
{
    public override Task<GetLabelsResponse> GetLabels(GetLabelsRequest request, ServerCallContext context) => Task.FromResult(new GetLabelsResponse
    {
        Labels = { request.Images.Select(image => new SourceLabel { SampleId = image.SampleId, Label = labels.Of(image.File) }) },
    });
}
