using System.Globalization;
using System.Text;
using System.Text.Json;
using Spare.Configuration.Hosts;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.Lab.Daemons;

/// <summary>The host file of one host of a lab; docs/operations.md says what the keys mean.</summary>
internal static class HostFileText
{
    public const int FrontEndPort = 8080;
    private const int PeerPort = 7600;
    private const string MachineMemory = "384MiB";

    /// <summary>The machines of all hosts, and whatever else runs here, share the processors.</summary>
    private const string MachineStart = "15min";

    /// <summary>Replica user ids: a lab has a block of them that follows from its name, a host a part of it.</summary>
    private const uint FirstUser = 200_000_000;
    private const uint UsersOfLab = 1_000_000;
    private const uint UsersOfHost = 4096;
    private const uint Blocks = 700;

    public static string Format(LabOptions options, LabHostFiles host, IReadOnlyList<HostNamespace> hosts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            host: {host.Number}
            hosts:

            """);
        foreach (var other in hosts)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  - {id: {{other.Number}}, name: h{{other.Number}}, address: {{other.Address}}, peer-port: {{PeerPort}}}

                """);
        }

        return text.Append(CultureInfo.InvariantCulture, $$"""
            faults: {{options.Faults.Faults}}
            mode: {{options.Faults.Mode.Name()}}
            group: {{options.Name}}
            listen:
              - {{hosts[host.Number - 1].Address}}:{{FrontEndPort}}
              - fd:{{host.FrontEnd.Descriptor}}
            peers:
              authority: {{Quoted(host.Certificates.Authority)}}
              certificate: {{Quoted(host.Certificates.Certificate)}}
              key: {{Quoted(host.Certificates.Key)}}
            service: {{Quoted(Path.GetFullPath(options.ServiceFile))}}
            hypervisor:
              state-directory: {{Quoted(host.ReplicaDirectory)}}
              images: [{{string.Join(", ", host.Image.Leases.Select(lease => Quoted(lease.Path)))}}]
              {{(host.Image.Acceleration is { } acceleration ? Machines(host, acceleration) : Processes(options, host))}}
            journal:
              directory: {{Quoted(host.JournalDirectory)}}
            admin:
              socket: {{Quoted(host.Socket)}}
            fault-injection: allowed
            {{Duration("awake-maximum", options.AwakeMaximum)}}
            {{Duration("silence-maximum", options.SilenceMaximum)}}
            {{Updates(options)}}
            """).ToString();
    }

    private static string Processes(LabOptions options, LabHostFiles host)
    {
        var firstUser = FirstUserOf(options.Name) + ((uint)host.Number * UsersOfHost);
        return string.Create(CultureInfo.InvariantCulture, $"""
            driver: process
              agent: [{Quoted(host.Agent)}]
              addresses: 10.79.0.0/16
              users: {firstUser}-{firstUser + UsersOfHost - 1}
            """);
    }

    private static string Machines(LabHostFiles host, MachineAcceleration acceleration) => $"""
        driver: libvirt
          uri: {Quoted(HostLibvirt.UriOf(host.Host))}
          acceleration: {(acceleration == MachineAcceleration.Kvm ? "kvm" : "emulation")}
          memory: {MachineMemory}
          start-deadline: {MachineStart}
        """;

    private static string Duration(string key, TimeSpan? time) =>
        time is { } said ? string.Create(CultureInfo.InvariantCulture, $"{key}: {(long)said.TotalMilliseconds}ms") : "";

    private static string Updates(LabOptions options)
    {
        var every = options.UpdateEvery is { } count ? $"  every: {count}\n" : "";
        var after = options.UpdateAfter is { } age ? $"  after: {(long)age.TotalMilliseconds}ms\n" : "";
        return every.Length + after.Length > 0 ? $"updates:\n{every}{after}" : "";
    }

    // A JSON string is a YAML string.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, LabJson.Default.String);

    private static uint FirstUserOf(LabName name) =>
        FirstUser + ((uint)(Digest.Of(Encoding.UTF8.GetBytes(name.Value)).A % Blocks) * UsersOfLab);
}
