using System.Net;
using System.Net.Sockets;

namespace Spare.Lab.Daemons;

/// <summary>
/// A listening socket at 127.0.0.1 outside the hosts' namespaces, to be inherited by the daemon of one host: so
/// clients of this machine reach it without any change to the machine's network.
/// </summary>
internal sealed class FrontEndSocket : IDisposable
{
    private const int Backlog = 512;

    private Socket socket;
    private bool isOpen = true;

    private FrontEndSocket(Socket socket)
    {
        this.socket = socket;
        Port = (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;
    }

    public int Port { get; }

    public int Descriptor => (int)socket.Handle;

    /// <param name="port">0: any that is free.</param>
    public static FrontEndSocket Open(int port) => new(Listen(port));

    /// <summary>For the next daemon at the same port, after the last one ended.</summary>
    public void Reopen()
    {
        if (!isOpen)
        {
            socket = Listen(Port);
            isOpen = true;
        }
    }

    /// <summary>Runs what starts a program; it alone inherits the socket.</summary>
    public T Inherit<T>(Func<T> start)
    {
        lock (Tool.Starting)
        {
            NativeMethods.SetCloseOnExec(Descriptor, 0);
            try
            {
                return start();
            }
            finally
            {
                NativeMethods.SetCloseOnExec(Descriptor, NativeMethods.CloseOnExec);
            }
        }
    }

    /// <summary>From here on only the daemon listens: when it is gone, clients are refused at once.</summary>
    public void Dispose()
    {
        socket.Dispose();
        isOpen = false;
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new LabException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Port {port} of 127.0.0.1 is in use: end its program or choose another port, as in 'make run PORT={Other(port)}'."
                : $"Port {port} of 127.0.0.1 cannot be opened: {e.Message}.");
        }
    }

    private static int Other(int port) => port < 65000 ? port + 100 : 8090;
}
