using System.Collections.Immutable;
using System.Globalization;
using Spare.Configuration.Service;
using Spare.Protocol;

namespace Spare.Agent.Services;

/// <summary>
/// The clock of a service that reads the time itself: libfaketime in every process shows the time in a file, which
/// stands still between two settings. Does nothing for a service that takes the time from the request.
/// </summary>
internal sealed class AgreedClock
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    private readonly string? file;

    private AgreedClock(string? file) => this.file = file;

    /// <summary>What every process of service and database gets.</summary>
    public ImmutableDictionary<string, string> Preload => file is null
        ? ImmutableDictionary<string, string>.Empty
        : ImmutableDictionary<string, string>.Empty
            .Add("LD_PRELOAD", Library)
            .Add("FAKETIME_TIMESTAMP_FILE", file)
            .Add("FAKETIME_NO_CACHE", "1")
            .Add("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .Add("DONT_FAKE_MONOTONIC", "1")
            .Add("NO_FAKE_STAT", "1");

    public static AgreedClock Create(ServiceClock clock, string directory)
    {
        if (clock != ServiceClock.Agreed)
        {
            return new AgreedClock(null);
        }

        if (!File.Exists(Library))
        {
            throw new AgentFailure($"'clock: agreed' needs {Library}; install it with: apt-get install libfaketime");
        }

        var agreed = new AgreedClock(Path.Combine(directory, "clock"));
        agreed.Set(Instant.FromDateTimeOffset(DateTimeOffset.UtcNow));
        return agreed;
    }

    /// <summary>Replaces the file as a whole: a reader sees the old time or the new one.</summary>
    public void Set(Instant time)
    {
        if (file is null)
        {
            return;
        }

        var next = $"{file}.next";
        File.WriteAllText(
            next, time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        File.Move(next, file, overwrite: true);
    }
}
