using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Spare.Runtime.Supervision;

/// <summary>
/// Whoever started the daemon and wants to hear how it is, in the manner of systemd (sd_notify): that it is ready, and from
/// then on that it lives. A daemon of which that is not heard hangs, is killed, and so becomes a lost host, which is masked.
/// </summary>
/// <param name="address">The datagram socket to tell it to; one that begins with <c>@</c> is no file.</param>
/// <param name="silenceMaximum">It must be heard again within this time; null: it need not.</param>
public sealed class Supervisor(string address, TimeSpan? silenceMaximum)
{
    private readonly UnixDomainSocketEndPoint receiver = new(address.StartsWith('@') ? $"\0{address[1..]}" : address);

    /// <summary>Null: nobody wants to hear it.</summary>
    /// <param name="variable">Gives the value of a variable of the environment; null: it is not set.</param>
    public static Supervisor? Of(Func<string, string?> variable, int process)
    {
        var isMeant = variable("WATCHDOG_PID") is not { } meant || meant == process.ToString(CultureInfo.InvariantCulture);
        TimeSpan? silenceMaximum =
            isMeant && uint.TryParse(variable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
                ? TimeSpan.FromMicroseconds(microseconds)
                : null;
        return variable("NOTIFY_SOCKET") is { Length: > 1 } address ? new Supervisor(address, silenceMaximum) : null;
    }

    /// <summary>Says that the daemon is ready, and after each <paramref name="sign"/> of life that it lives.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> sign, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        await TellAsync(socket, "READY=1", cancellation);
        if (silenceMaximum is not { } maximum)
        {
            return;
        }

        using var timer = new PeriodicTimer(maximum / 4);
        do
        {
            await sign(cancellation);
            await TellAsync(socket, "WATCHDOG=1", cancellation);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task TellAsync(Socket socket, string what, CancellationToken cancellation)
    {
        try
        {
            await socket.SendToAsync(Encoding.ASCII.GetBytes(what), receiver, cancellation);
        }
        catch (SocketException)
        {
            // A supervisor that is not there draws its own conclusions when it is back; the daemon needs none of it.
        }
    }
}
