using EfficientMnist.TorchPatches;

if (args is not [var folder])
{
    await Console.Error.WriteLineAsync("usage: EfficientMnist.TorchPatches <output folder with TorchSharp in it>");
    return 2;
}

if (!SystemLibrary.CppOffers(OptionalVersion.Name))
    OptionalVersion.Apply(Path.Combine(folder, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"), OptionalVersion.Name);
ArgumentLifetime.Apply(Path.Combine(folder, "TorchSharp.dll"));
return 0;
