using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes.Network;

/// <summary>
/// The only way into a machine: a veth pair between the manager's network namespace and the machine's, with a network
/// of four addresses. The machine has no route beyond it.
/// </summary>
internal sealed class MachineLink
{
    internal const int PrefixLength = 30;
    private const int AddressesEach = 4;

    private readonly TimeSpan deadline;

    internal MachineLink(ProcessDriverOptions options, int index)
    {
        deadline = options.ActionDeadline;
        Interface = string.Create(CultureInfo.InvariantCulture, $"{options.InterfacePrefix}{index}");
        var network = BinaryPrimitives.ReadUInt32BigEndian(options.Addresses.BaseAddress.GetAddressBytes());
        var mine = network + ((uint)index * AddressesEach);
        Manager = FromNumber(mine + 1);
        Machine = FromNumber(mine + 2);
    }

    internal string Interface { get; }

    internal IPAddress Manager { get; }

    internal IPAddress Machine { get; }

    /// <summary>
    /// Makes the pair with one end, <c>eth0</c>, in the namespace of a process. IPv6 is off before the link is up;
    /// the strict reverse path filter keeps a machine from using another one's address.
    /// </summary>
    internal async Task MakeAsync(int process, CancellationToken cancellation)
    {
        await RemoveAsync(cancellation).ConfigureAwait(false);
        await BatchAsync($"link add {Interface} type veth peer name eth0 netns {process}\n", cancellation)
            .ConfigureAwait(false);
        try
        {
            SetKernel($"ipv4/conf/{Interface}/rp_filter", "1");
            SetKernel($"ipv6/conf/{Interface}/disable_ipv6", "1");
        }
        catch (IOException refused)
        {
            throw new HypervisorException($"cannot guard the link {Interface}: {refused.Message}", refused);
        }

        await BatchAsync($"addr add {Manager}/{PrefixLength} dev {Interface}\nlink set {Interface} up\n", cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>No-op when it is not there: it goes with the machine's namespace, a little after the last process.</summary>
    internal async Task RemoveAsync(CancellationToken cancellation)
    {
        if (!Exists)
        {
            return;
        }

        var (exitCode, complaint) = await HostCommand.TryAsync(
            ["ip", "link", "delete", Interface], "", deadline, cancellation).ConfigureAwait(false);
        if (exitCode != 0 && Exists)
        {
            throw new HypervisorException($"cannot remove the link {Interface}: {complaint}");
        }
    }

    /// <summary>/sys shows the namespace in which it was mounted; /proc/self/net shows our own.</summary>
    private bool Exists => Directory.Exists($"/proc/sys/net/ipv4/conf/{Interface}");

    private Task BatchAsync(string lines, CancellationToken cancellation) =>
        HostCommand.RunAsync(["ip", "-batch", "-"], lines, deadline, cancellation);

    private static void SetKernel(string setting, string value)
    {
        var file = $"/proc/sys/net/{setting}";
        if (File.Exists(file))
        {
            File.WriteAllText(file, value);
        }
    }

    private static IPAddress FromNumber(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
