using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Search.Results;

/// <summary>How a search came about.</summary>
/// <param name="Command">As to be typed again.</param>
/// <param name="Date">When it was worked on last.</param>
/// <param name="Hardware">The machine.</param>
/// <param name="Software">What ran there.</param>
internal sealed record SearchOrigin(string Command, DateTimeOffset Date, SweepHardware Hardware, SweepSoftware Software);
