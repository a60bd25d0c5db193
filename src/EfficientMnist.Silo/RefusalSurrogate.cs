using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Silo;

/// <summary>A refusal as one worker tells it to another.</summary>
[GenerateSerializer]
internal struct RefusalSurrogate
{
    [Id(0)]
    public RefusalKind Kind;

    [Id(1)]
    public string Message;

    [Id(2)]
    public string Field;

    [Id(3)]
    public Dictionary<string, string> Facts;
}

[RegisterConverter]
internal sealed class RefusalConverter : IConverter<RefusalException, RefusalSurrogate>
{
    public RefusalException ConvertFromSurrogate(in RefusalSurrogate surrogate) => Refusal.Told(surrogate.Kind, surrogate.Message, surrogate.Field, surrogate.Facts);

    public RefusalSurrogate ConvertToSurrogate(in RefusalException value) =>
        new() { Kind = value.Kind, Message = value.Message, Field = value.Field, Facts = value.Facts.ToDictionary() };
}
