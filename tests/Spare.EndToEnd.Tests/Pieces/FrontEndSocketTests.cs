using System.Net;
using System.Net.Sockets;
using Spare.Lab;
using Spare.Lab.Daemons;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class FrontEndSocketTests
{
    [Fact]
    public void A_port_in_use_is_named_with_the_next_step()
    {
        using var first = FrontEndSocket.Open(0);

        var refusal = Assert.Throws<LabException>(() => FrontEndSocket.Open(first.Port));

        Assert.Contains($"Port {first.Port} of 127.0.0.1 is in use", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("make run PORT=", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_can_be_opened_again_right_after_its_connections_ended()
    {
        int port;
        using (var first = FrontEndSocket.Open(0))
        {
            port = first.Port;
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
        }

        using var second = FrontEndSocket.Open(port);

        Assert.Equal(port, second.Port);
    }

    [Fact]
    public async Task Only_the_program_that_is_meant_inherits_it()
    {
        using var socket = FrontEndSocket.Open(0);
        var start = new System.Diagnostics.ProcessStartInfo("test", ["-e", $"/proc/self/fd/{socket.Descriptor}"]);

        using var meant = socket.Inherit(() => Tool.Start(start));
        using var other = Tool.Start(start);
        await Task.WhenAll(meant.WaitForExitAsync(), other.WaitForExitAsync());

        Assert.Equal(0, meant.ExitCode);
        Assert.Equal(1, other.ExitCode);
    }
}
