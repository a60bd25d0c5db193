using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>The service as a process of its own, killed without warning.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task KilledInMidTraining_StartedAgain_ResumesAndKeepsItsQueue()
    {
        using var folder = new TempFolder();
        await using var store = await GlyphStore.StartAsync();
        string running, waiting;
        int step;
        using (var first = await TrainerProcess.StartAsync(folder.Path, store))
        {
            running = (await first.Client.StartTrainingAsync(TrainerServer.Endless())).Training.TrainingId;
            waiting = (await first.Client.StartTrainingAsync(TrainerServer.Tiny(seed: 2))).Training.TrainingId;
            step = (await TrainerServer.UntilAsync(first.Client, running, now => now.Progress.Step > 20)).Progress.Step;
        }

        using var second = await TrainerProcess.StartAsync(folder.Path, store);
        var found = (await second.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings;
        Assert.Equal(TrainingState.Interrupted, found.Single(each => each.TrainingId == running).State);
        await TrainerServer.UntilAsync(second.Client, waiting, now => now.State == TrainingState.Completed);

        Assert.Equal(running, (await second.Client.StartTrainingAsync(TrainerServer.Endless())).Training.TrainingId);
        var resumed = await TrainerServer.UntilAsync(second.Client, running, now => now.Progress.Step > 0);

        // A checkpoint every 5 steps, a report every 10: no more than that is lost.
        Assert.InRange(resumed.Progress.Step, step - 20, int.MaxValue);
    }

    [Theory]
    [InlineData("checkpoints/latest.safetensors.partial")]
    [InlineData("training.json.new")]
    public async Task Training_WhoseDiskTakesNothing_WaitsAndEndsAsItWouldHave(string file)
    {
        using var folder = new TempFolder();
        await using var store = await GlyphStore.StartAsync();
        await using var server = await TrainerServer.StartAsync(folder.Path, store);
        var longer = (await server.Client.StartTrainingAsync(TrainerServer.Endless())).Training.TrainingId;
        await TrainerServer.UntilAsync(server.Client, longer, now => now.State == TrainingState.Running);
        var waiting = (await server.Client.StartTrainingAsync(TrainerServer.Tiny(seed: 2))).Training.TrainingId;

        // A folder in a file's place refuses to be written, as a full disk does.
        var place = Directory.CreateDirectory(Path.Combine(folder.Path, "encoders", waiting, file)).FullName;
        await server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = longer });
        await TrainerServer.UntilAsync(server.Client, waiting, now => now.Wait?.Reason.StartsWith("its disk: ", StringComparison.Ordinal) == true);
        Directory.Delete(place);
        var ended = await TrainerServer.UntilAsync(server.Client, waiting, now => now.State is TrainingState.Completed or TrainingState.Failed);
        using var other = new TempFolder();
        await using var without = await TrainerServer.StartAsync(other.Path, store);

        Assert.Equal((await without.TrainAsync(TrainerServer.Tiny(seed: 2))).EncoderId, ended.EncoderId);
        Assert.Null(ended.Wait);
    }

    [Fact]
    public async Task KilledInMidTraining_TrainedToItsEnd_HasTheWeightsOfOneThatWasNot()
    {
        using var folder = new TempFolder();
        await using var store = await GlyphStore.StartAsync();
        var request = TrainerServer.Tiny(epochs: 40);
        string killed;
        using (var first = await TrainerProcess.StartAsync(folder.Path, store))
        {
            killed = (await first.Client.StartTrainingAsync(request)).Training.TrainingId;
            await TrainerServer.UntilAsync(first.Client, killed, now => now.Progress.Step > 20);
        }

        await using var second = await TrainerServer.StartAsync(folder.Path, store);
        var found = Assert.Single((await second.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings);
        var resumed = await second.TrainAsync(request);
        using var other = new TempFolder();
        await using var third = await TrainerServer.StartAsync(other.Path, store);
        var whole = await third.TrainAsync(request);

        Assert.Equal((killed, TrainingState.Interrupted), (found.TrainingId, found.State));
        Assert.Equal((TrainingState.Completed, whole.EncoderId), (resumed.State, resumed.EncoderId));
        var curves = await Task.WhenAll(((TrainerServer[])[second, third]).Select(async server =>
            (await server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = killed })).Curve));
        // The points are where reports were; the losses of the same steps are the same.
        Assert.Equal(curves[1][^1].Step, curves[0][^1].Step);
        Assert.Equal(Mean(curves[1]), Mean(curves[0]), 1e-6);

        static double Mean(IEnumerable<LossPoint> curve)
        {
            var (sum, last) = (0.0, 0);
            foreach (var point in curve)
                (sum, last) = (sum + point.Loss * (point.Step - last), point.Step);
            return sum / last;
        }
    }

    [Fact]
    public async Task KilledInMidDistillation_AskedAgain_ResumesFromItsTeachingSet()
    {
        using var folder = new TempFolder();
        await using var store = await GlyphStore.StartAsync();
        Training killed;
        using (var first = await TrainerProcess.StartAsync(folder.Path, store))
        {
            var training = (await first.Client.StartDistillationAsync(Teaching.Endless())).Training;
            killed = await TrainerServer.UntilAsync(first.Client, training.TrainingId, now => now.Progress.Step > 20);
        }

        using var second = await TrainerProcess.StartAsync(folder.Path, store);
        var found = Assert.Single((await second.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings);
        var again = (await second.Client.StartDistillationAsync(Teaching.Endless())).Training;
        var resumed = await TrainerServer.UntilAsync(second.Client, again.TrainingId, now => now.Progress.Step > 0);

        Assert.Equal((killed.TrainingId, TrainingState.Interrupted), (found.TrainingId, found.State));
        Assert.Equal(killed.TrainingId, again.TrainingId);
        Assert.InRange(resumed.Progress.Step, killed.Progress.Step - 20, int.MaxValue);
    }

    [Fact]
    public async Task WithoutTheTensorLibrary_Start_FailsWithOneLineThatNamesThePackage()
    {
        using var folder = new TempFolder();
        await using var store = await GlyphStore.StartAsync();
        var source = Path.GetDirectoryName(TrainerProcess.Program)!;
        var crippled = Directory.CreateDirectory(Path.Combine(folder.Path, "program")).FullName;
        foreach (var file in Directory.EnumerateFiles(source).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, Path.Combine(crippled, Path.GetFileName(file)));

        // TorchSharp would find the library among the packages that were restored.
        using var process = TrainerProcess.Launch(
            Path.Combine(crippled, Path.GetFileName(TrainerProcess.Program)), TrainerServer.Arguments(folder.Path, store), ("NUGET_PACKAGES", Path.Combine(folder.Path, "packages")));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        patience.Token.Register(process.Kill);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);

        Assert.Equal(1, process.ExitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("encoder-trainer cannot start: ", line, StringComparison.Ordinal);
        Assert.Contains("libtorch-cpu-linux-x64", line, StringComparison.Ordinal);
        Assert.EndsWith("Build encoder-trainer again, which puts the library beside it.", line, StringComparison.Ordinal);
    }

    private sealed class TrainerProcess : IDisposable
    {
        private readonly Process _process;
        private readonly GrpcChannel _channel;

        private TrainerProcess(Process process, int port)
        {
            _process = process;
            _process.OutputDataReceived += static (_, _) => { };
            _process.BeginOutputReadLine();
            _channel = GrpcChannel.ForAddress(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
            Client = new EncoderTrainerService.EncoderTrainerServiceClient(_channel);
        }

        public static string Program => typeof(EncoderTrainerHost).Assembly.Location;

        public EncoderTrainerService.EncoderTrainerServiceClient Client { get; }

        public static async Task<TrainerProcess> StartAsync(string folder, GlyphStore store)
        {
            var port = RedisProcess.FreePort();
            var process = Launch(Program, [.. TrainerServer.Arguments(folder, store), string.Create(CultureInfo.InvariantCulture, $"--GRPC_PORT={port}"), "--HTTP_PORT=0"]);
            var trainer = new TrainerProcess(process, port);
            await Eventually.TrueAsync(trainer.IsUpAsync, seconds: 60);
            return trainer;
        }

        public static Process Launch(string program, string[] arguments, params (string Name, string Value)[] environment)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
            start.ArgumentList.Add(program);
            foreach (var argument in arguments)
                start.ArgumentList.Add(argument);
            return Process.Start(start)!;
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _channel.Dispose();
        }

        private async Task<bool> IsUpAsync()
        {
            Assert.False(_process.HasExited, "The service ended at start.");
            try
            {
                await Client.GetDeviceAsync(new GetDeviceRequest());
                return true;
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
            {
                return false;
            }
        }
    }
}
