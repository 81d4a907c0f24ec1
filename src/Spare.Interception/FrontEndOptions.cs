using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Spare.Interception;

/// <summary>What the operator decides about the client side; every bound has a default.</summary>
public sealed record FrontEndOptions
{
    /// <summary>Where to listen; empty only with an inherited socket.</summary>
    public ImmutableArray<IPEndPoint> Addresses { get; init; } = [];

    /// <summary>A listening socket that this process inherited, by the number of its file descriptor.</summary>
    public int? InheritedSocket { get; init; }

    /// <summary>With it clients speak TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Further connections are told 503 and closed.</summary>
    public int ConnectionsMaximum { get; init; } = 4096;

    /// <summary>Further requests wait for <see cref="Patience"/>, then are told 503.</summary>
    public int RequestsMaximum { get; init; } = 1024;

    /// <summary>Bytes of requests and replies buffered for all clients together.</summary>
    public long BufferMaximum { get; init; } = 256L * 1024 * 1024;

    /// <summary>How long a request waits for a place or for buffer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A client has this long for its request line and header, then is told 408.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An idle connection is closed after this.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Bytes per second that a client must send of a body, or take of a reply, once the grace is over.</summary>
    public double RateMinimum { get; init; } = 1024;

    public TimeSpan RateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>All that is wrong, each a sentence; empty when nothing is.</summary>
    public ImmutableArray<string> FindMistakes()
    {
        var mistakes = ImmutableArray.CreateBuilder<string>();
        Check(!Addresses.IsEmpty || InheritedSocket is not null, "The front end has no address to listen on.");
        Check(InheritedSocket is null or > 2, "An inherited socket has a number greater than 2.");
        Check(Certificate is null or { HasPrivateKey: true }, "The certificate comes without its private key.");
        Check(ConnectionsMaximum is >= 1 and <= 100_000, "The limit of connections is not between 1 and 100,000.");
        Check(RequestsMaximum is >= 1 and <= 100_000, "The limit of requests is not between 1 and 100,000.");
        Check(BufferMaximum >= 1024 * 1024, "The buffer for clients is smaller than 1 MiB.");
        Check(Patience >= TimeSpan.Zero && Patience <= TimeSpan.FromMinutes(5), "The patience is not within 5 minutes.");
        Check(HeaderTimeout > TimeSpan.Zero && IdleTimeout > TimeSpan.Zero, "A timeout of the front end is not positive.");
        Check(RateMinimum > 0 && RateGrace > TimeSpan.FromSeconds(1), "The least rate or its grace (over 1 s) is too small.");
        return mistakes.ToImmutable();

        void Check(bool holds, string mistake)
        {
            if (!holds)
            {
                mistakes.Add(mistake);
            }
        }
    }
}
