using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;

namespace EfficientMnist.DatasetStore.Tests;

/// <summary>The real service on free ports, with a data folder of its own that holds the pool "cells": 12 grey images of 4×6 pixels.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    public const int Cells = 12;
    private WebApplication? _app;
    private GrpcChannel? _channel;

    public string Root { get; } = Directory.CreateTempSubdirectory("eml-store-").FullName;

    public string State { get; } = Directory.CreateTempSubdirectory("eml-store-state-").FullName;

    public IServiceProvider Services => _app!.Services;

    public Uri Http => new(_app!.Urls.Last());

    public DatasetStoreService.DatasetStoreServiceClient Client => new(_channel!);

    public static byte[] Cell(int id) => [.. Enumerable.Range(0, 24).Select(p => (byte)((id * 20) + p))];

    public static Task<StoreFixture> StartAsync(params string[] settings) => StartAsync(new StoreFixture(), settings);

    public void WriteCell(int id) => Write($"cells/train/{id:00}.png", PngEncoder.Encode(Cell(id), new ImageShape(1, 4, 6)));

    public void Write(string relative, byte[] content)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public Task InitializeAsync() => StartAsync(this, []);

    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        foreach (var folder in new[] { Root, State }.Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
    }

    private static async Task<StoreFixture> StartAsync(StoreFixture fixture, string[] settings)
    {
        for (var id = 0; id < Cells; id++) fixture.WriteCell(id);
        fixture._app = DatasetStoreHost.Build(
        [
            "--GRPC_PORT=0", "--HTTP_PORT=0", $"--Datasets:Root={fixture.Root}", $"--Datasets:LocalRoot={fixture.Root}",
            $"--Datasets:CacheRoot={fixture.Root}", "--Datasets:AllowDownload=false", $"--Storage:Root={fixture.State}", .. settings,
        ]);
        await fixture._app.StartAsync();
        fixture._channel = GrpcChannel.ForAddress(fixture._app.Urls.First());
        return fixture;
    }
}
