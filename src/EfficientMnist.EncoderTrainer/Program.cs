using EfficientMnist.EncoderTrainer;
using EfficientMnist.EncoderTrainer.Devices;

try
{
    await EncoderTrainerHost.Build(args).RunAsync();
    return 0;
}
catch (DeviceUnavailableException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
