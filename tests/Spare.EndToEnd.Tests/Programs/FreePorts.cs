using System.Net;
using System.Net.Sockets;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary>Ports of loopback that nobody has.</summary>
internal static class FreePorts
{
    /// <summary>One for each host of a lab: this and the next.</summary>
    public static int Two()
    {
        for (var candidate = 20_000 + (Environment.ProcessId % 10_000 * 4); ; candidate += 4)
        {
            try
            {
                using var first = new TcpListener(IPAddress.Loopback, candidate);
                using var second = new TcpListener(IPAddress.Loopback, candidate + 1);
                first.Start();
                second.Start();
                return candidate;
            }
            catch (SocketException)
            {
                // Somebody has one of them.
            }
        }
    }
}
