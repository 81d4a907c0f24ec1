using System.Net;

namespace Spare.Configuration.Hosts;

/// <summary>Where clients are accepted.</summary>
public abstract record ListenAddress
{
    private ListenAddress()
    {
    }

    public sealed record EndPoint(IPEndPoint Address) : ListenAddress
    {
        public override string ToString() => Address.ToString();
    }

    /// <summary>A listening socket that was open when the daemon was started.</summary>
    public sealed record Inherited(int Descriptor) : ListenAddress
    {
        public override string ToString() => $"fd:{Descriptor}";
    }
}
