using LibvirtSharp.Native;

namespace LibvirtSharp.Networks;

/// <summary>A virtual network, by reference.</summary>
public sealed unsafe class Network : IDisposable
{
    private readonly NetworkHandle handle;

    internal Network(NetworkHandle handle) => this.handle = handle;

    public string Name => Outcome.Borrowed(NetworkCalls.Name(handle));

    public Guid Uuid
    {
        get
        {
            var text = stackalloc byte[DomainStateCalls.UuidLength];
            Outcome.Check(NetworkCalls.Uuid(handle, text));
            return Guid.Parse(Text.Borrowed(text)!);
        }
    }

    public bool IsActive => Outcome.Check(NetworkCalls.IsActive(handle)) == 1;

    public string BridgeName => Outcome.Owned(NetworkCalls.Bridge(handle));

    public string Xml() => Outcome.Owned(NetworkCalls.Xml(handle, 0));

    public void Start() => Outcome.Check(NetworkCalls.Start(handle));

    public void Destroy() => Outcome.Check(NetworkCalls.Destroy(handle));

    public void Undefine() => Outcome.Check(NetworkCalls.Undefine(handle));

    public void Dispose() => handle.Dispose();
}
