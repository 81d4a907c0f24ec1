using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Spare.Configuration.Reading;
using Spare.Protocol;

namespace Spare.Configuration.Hosts;

/// <summary>The kinds of values that only host files have.</summary>
internal static partial class HostScalars
{
    public static ScalarType<string> Name { get; } = Scalars.Matching(
        NamePattern(), "lower-case letters, digits and dashes, at most 40, beginning with a letter");

    public static ScalarType<CrashDetection> CrashDetection { get; } = Scalars.Choice(
        ("quorum", Protocol.CrashDetection.Quorum), ("reliable", Protocol.CrashDetection.Reliable));

    public static ScalarType<ReplicationMode> Mode { get; } = Scalars.Choice(
        (ReplicationMode.Spare.Name(), ReplicationMode.Spare), (ReplicationMode.Crash.Name(), ReplicationMode.Crash),
        (ReplicationMode.AppBft.Name(), ReplicationMode.AppBft));

    public static ScalarType<ListenAddress> Listen { get; } =
        new(new ListenAddress.Inherited(0), (string text, out ListenAddress value) =>
        {
            value = new ListenAddress.Inherited(0);
            if (text.StartsWith("fd:", StringComparison.Ordinal))
            {
                var digits = text.AsSpan(3);
                var known = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor);
                value = new ListenAddress.Inherited(descriptor);
                return known && descriptor is >= 3 and <= 1023
                    ? null
                    : $"must name a descriptor from fd:3 to fd:1023, not '{text}'";
            }

            if (text.Contains(':', StringComparison.Ordinal)
                && IPEndPoint.TryParse(text, out var address) && address.Port > 0)
            {
                value = new ListenAddress.EndPoint(address);
                return null;
            }

            return "must be an address with a port such as 0.0.0.0:8080 or [::]:8080, or an inherited descriptor such as"
                + $" fd:3, not '{text}'";
        });

    public static ScalarType<IPNetwork> Network { get; } = new(default, (string text, out IPNetwork value) =>
        IPNetwork.TryParse(text, out value) && value.PrefixLength is >= 8 and <= 28
            && string.Equals(value.ToString(), text, StringComparison.Ordinal)
            && value.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? null
            : $"must be an IPv4 network from /8 to /28, with no bits set behind the prefix, such as 10.99.0.0/16, not '{text}'");

    public static ScalarType<UserRange> Users { get; } = new(default, (string text, out UserRange value) =>
    {
        value = default;
        var match = RangePattern().Match(text);
        if (match.Success)
        {
            value = new UserRange(Number(match.Groups[1]), Number(match.Groups[2]));
        }

        return value.First >= 1000 && value.Last >= value.First + 3 && value.Last < 4_000_000_000
            ? null
            : $"must be a range of at least 4 user ids above 999, such as 200000-200999, not '{text}'";
    });

    /// <summary>Machines are reached through links of this very host: an address of another one has no place in it.</summary>
    public static ScalarType<string> LocalHypervisorUri { get; } = Scalars.Matching(
        LocalUriPattern(), "a libvirt address of this host, such as qemu:///system (that of another one needs 'bridges')");

    public static ScalarType<string> HypervisorUri { get; } = Scalars.Matching(
        UriPattern(), "a libvirt address such as qemu+ssh://spare@machine/system");

    public static ScalarType<string> Interface { get; } = Scalars.Matching(
        InterfacePattern(), "the name of a network interface, of at most 15 letters, digits, dots, underscores and dashes");

    private static uint Number(Group digits) => uint.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[a-z]+(\+unix)?:///[!-~]{1,1000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalUriPattern();

    [GeneratedRegex(@"^[a-z]+(\+[a-z0-9]+)?://[!-~]{1,1000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex UriPattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex InterfacePattern();

    [GeneratedRegex(@"^([0-9]{4,9})-([0-9]{4,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex RangePattern();
}
