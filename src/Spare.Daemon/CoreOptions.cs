using System.Security.Cryptography;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Replication.Updates;

namespace Spare.Daemon;

/// <summary>What the core has to know, from what the operator wrote.</summary>
internal static class CoreOptions
{
    public static ReplicationOptions Make(HostFile host, ServiceFile service, Incarnation incarnation) =>
        new(
            host.Self.Id,
            incarnation,
            [.. host.Hosts.Select(entry => entry.Id)],
            host.Threshold,
            DigestOf(host, service),
            [Terms(service.Routes.Undeclared), .. service.Routes.Declared.Select(Terms)])
        {
            Updates = UpdateBufferOptions.Default with { Interval = host.Updates.Every, Pause = host.Updates.After },
            InFlightMaximum = host.Limits.RequestsInFlight,
            StampTolerance = host.TimeStampTolerance,
            Images = Math.Max(1, Drivers.ImagesOf(host).Length),
            RecoveryPeriod = host.RecoveryPeriod,
            AwakeMaximum = host.AwakeMaximum,
            SilenceMaximum = host.SilenceMaximum,
            StateCheckPatience = host.Hypervisor.Slowdown * ReplicationOptions.UsualStateCheckPatience,
            ReplacementPatience = host.Hypervisor.Slowdown * ReplicationOptions.UsualReplacementPatience,
            AnswerPatience = AnswerPatience(host, service),
        };

    /// <summary>A number that no earlier life of this manager had, as far as chance can promise.</summary>
    public static Incarnation DrawIncarnation()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return new Incarnation(BitConverter.ToUInt64(random) | 1);
    }

    /// <summary>
    /// What enough replicas answer in time is never given up: each stage of a request may take three deadlines, stretched
    /// by load up to four times.
    /// </summary>
    private static TimeSpan AnswerPatience(HostFile host, ServiceFile service) =>
        (host.Hypervisor.Slowdown * ReplicationOptions.UsualAnswerPatience)
        + (12 * service.Routes.Declared.Append(service.Routes.Undeclared).Max(route => route.Limits.Deadline));

    private static RouteTerms Terms(Route route) => new(
        route.Class, route.Limits.Deadline);

    /// <summary>Of all that managers must have in common to serve together.</summary>
    public static Digest DigestOf(HostFile host, ServiceFile service)
    {
        var common = new WireWriter();
        common.UInt32((uint)host.Threshold.Faults);
        common.Byte((byte)host.Threshold.Mode);
        common.Text(host.Group);
        common.UInt32((uint)host.CrashDetection);
        common.UInt32((uint)host.SilenceMaximum.TotalMilliseconds);
        common.UInt32((uint)Drivers.ImagesOf(host).Length);
        foreach (var entry in host.Hosts)
        {
            common.Host(entry.Id);
            common.Text(entry.Name);
        }

        common.Digest(service.Digest);
        return Digest.Of(common.Written);
    }
}
