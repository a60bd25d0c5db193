using EfficientMnist.TorchNatives;

if (args is not [var library])
{
    await Console.Error.WriteLineAsync("usage: EfficientMnist.TorchNatives <path of libLibTorchSharp.so>");
    return 2;
}

if (!SystemLibrary.CppOffers(OptionalVersion.Name))
    OptionalVersion.Apply(library, OptionalVersion.Name);
return 0;
