using System.Globalization;

namespace Spare.Protocol;

/// <summary>
/// One copy of the service in one virtual machine. <paramref name="Generation"/> grows each time the host makes a
/// new replica, so that a vote by a replica that was replaced is recognised and ignored. Generations start at 1.
/// </summary>
public readonly record struct ReplicaId(HostId Host, uint Generation) : IComparable<ReplicaId>
{
    public bool IsValid => Host.IsValid && Generation != 0;

    public int CompareTo(ReplicaId other)
    {
        var byHost = Host.CompareTo(other.Host);
        return byHost != 0 ? byHost : Generation.CompareTo(other.Generation);
    }

    /// <summary>Reads the form that <see cref="ToString"/> writes: <c>h1-r2</c>.</summary>
    public static bool TryParse(string text, out ReplicaId replica)
    {
        var dash = text.IndexOf("-r", StringComparison.Ordinal);
        if (dash > 1
            && text[0] == 'h'
            && uint.TryParse(text.AsSpan(1, dash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var host)
            && uint.TryParse(
                text.AsSpan(dash + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
        {
            replica = new ReplicaId(new HostId(host), generation);
            return replica.IsValid;
        }

        replica = default;
        return false;
    }

    public override string ToString() => $"{Host}-r{Generation}";
}
