using System.Globalization;
using System.Text;
using System.Text.Json;
using Spare.Configuration.Hosts;
using Spare.Configuration.Reading;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.Lab.Daemons;

/// <summary>The host file of one host of a lab; docs/operations.md says what the keys mean.</summary>
internal static class HostFileText
{
    public const int FrontEndPort = 8080;
    private const int PeerPort = 7600;
    private const string MachineMemory = "384MiB";

    private const string Warning =
        "# The lab writes this anew whenever it starts the daemon: change it with 'spare-lab run --set'.\n";

    /// <summary>The machines of all hosts, and whatever else runs here, share the processors.</summary>
    private const string MachineStart = "15min";

    /// <summary>Replica user ids: a lab has a block of them that follows from its name, a host a part of it.</summary>
    private const uint FirstUser = 200_000_000;
    private const uint UsersOfLab = 1_000_000;
    private const uint UsersOfHost = 4096;
    private const uint Blocks = 700;

    public static string Format(LabOptions options, HostFileInputs host)
    {
        var file = new HostFileLines();
        file.Add("host", Number(host.Number));
        file.Add("hosts", $"[{string.Join(", ", host.Addresses.Select((address, index) =>
            $"{{id: {index + 1}, name: h{index + 1}, address: {address}, peer-port: {PeerPort}}}"))}]");
        file.Add("faults", Number(options.Faults.Faults));
        file.Add("mode", options.Faults.Mode.Name());
        file.Add("group", options.Name.Value);
        file.Add("listen", $"[\"{host.Addresses[host.Number - 1]}:{FrontEndPort}\", \"fd:{host.FrontEndDescriptor}\"]");
        file.Add("peers", "authority", Quoted(host.Certificates.Authority));
        file.Add("peers", "certificate", Quoted(host.Certificates.Certificate));
        file.Add("peers", "key", Quoted(host.Certificates.Key));
        file.Add("service", Quoted(Path.GetFullPath(options.ServiceFile)));
        AddHypervisor(file, options, host);
        file.Add("journal", "directory", Quoted(host.JournalDirectory));
        file.Add("admin", "socket", Quoted(host.Socket));
        AddChoices(file, options);
        foreach (var setting in HostSettings.Of(options))
        {
            file.Add(setting);
        }

        return $"{Warning}{file}";
    }

    /// <summary>What the daemon's own reader finds in such a file, before there is any host.</summary>
    public static Checked<HostFile> Specimen(LabOptions options) =>
        HostFileReader.Read(Format(options, HostFileInputs.Specimen(options)), "/host.yaml");

    private static void AddHypervisor(HostFileLines file, LabOptions options, HostFileInputs host)
    {
        const string Section = "hypervisor";
        file.Add(Section, "state-directory", Quoted(host.ReplicaDirectory));
        file.Add(Section, "images", $"[{string.Join(", ", host.Images.Select(Quoted))}]");
        if (host.Acceleration is { } acceleration)
        {
            file.Add(Section, "driver", "libvirt");
            file.Add(Section, "uri", Quoted(host.LibvirtUri));
            file.Add(Section, "acceleration", acceleration == MachineAcceleration.Kvm ? "kvm" : "emulation");
            file.Add(Section, "memory", MachineMemory);
            file.Add(Section, "start-deadline", MachineStart);
            return;
        }

        var firstUser = FirstUserOf(options.Name) + ((uint)host.Number * UsersOfHost);
        file.Add(Section, "driver", "process");
        file.Add(Section, "agent", $"[{Quoted(host.Agent)}]");
        file.Add(Section, "addresses", "10.79.0.0/16");
        file.Add(Section, "users", $"{firstUser}-{firstUser + UsersOfHost - 1}");
    }

    /// <summary>What a lab chooses otherwise than a daemon does by itself.</summary>
    private static void AddChoices(HostFileLines file, LabOptions options)
    {
        file.Add("fault-injection", "allowed");
        if (options.AwakeMaximum is { } awake)
        {
            file.Add("awake-maximum", Duration(awake));
        }

        if (options.SilenceMaximum is { } silence)
        {
            file.Add("silence-maximum", Duration(silence));
        }

        if (options.UpdateEvery is { } every)
        {
            file.Add("updates", "every", Number(every));
        }

        if (options.UpdateAfter is { } after)
        {
            file.Add("updates", "after", Duration(after));
        }
    }

    private static string Duration(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A JSON string is a YAML string.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, LabJson.Default.String);

    private static uint FirstUserOf(LabName name) =>
        FirstUser + ((uint)(Digest.Of(Encoding.UTF8.GetBytes(name.Value)).A % Blocks) * UsersOfLab);
}
