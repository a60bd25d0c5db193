using System.Globalization;

namespace Grpc.Core.Internal;

// The header grpc-timeout: at most eight digits and a unit.
internal static class GrpcTimeout
{
    private const long MaxValue = 99_999_999;
    private const long NanosecondsPerTick = 100;

    public static string Format(TimeSpan timeout)
    {
        // Never less than one unit, since 0 would be a deadline that has passed before the call is sent.
        var ticks = Math.Max(timeout.Ticks, 1);
        if (ticks <= MaxValue / NanosecondsPerTick)
            return Text(ticks * NanosecondsPerTick, 'n');

        ReadOnlySpan<(long Ticks, char Unit)> units =
        [
            (TimeSpan.TicksPerMicrosecond, 'u'), (TimeSpan.TicksPerMillisecond, 'm'), (TimeSpan.TicksPerSecond, 'S'),
            (TimeSpan.TicksPerMinute, 'M'), (TimeSpan.TicksPerHour, 'H'),
        ];
        foreach (var (unitTicks, unit) in units)
        {
            // Rounded up, so that the server never gives up before the client.
            var value = ((ticks - 1) / unitTicks) + 1;
            if (value <= MaxValue)
                return Text(value, unit);
        }

        return Text(MaxValue, 'H');
    }

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;

        long? ticks = text[^1] switch
        {
            'n' => value / NanosecondsPerTick,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'S' => value * TimeSpan.TicksPerSecond,
            'M' => value * TimeSpan.TicksPerMinute,
            'H' => value * TimeSpan.TicksPerHour,
            _ => null,
        };
        timeout = new TimeSpan(ticks ?? 0);
        return ticks is not null;
    }

    private static string Text(long value, char unit) => string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
}
