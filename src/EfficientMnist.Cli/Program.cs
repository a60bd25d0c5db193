using System.Runtime.InteropServices;
using EfficientMnist.Cli;

using var interrupt = new CancellationTokenSource();
// The first signal asks for an orderly end, which stops what was started; a second one ends the process.
void OnSignal(PosixSignalContext context)
{
    context.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}
using var sigint = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var sighup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

return await CliApp.RunAsync(args, Screen.Console(TimeProvider.System), interrupt.Token);
