namespace LibvirtSharp.Native;

/// <summary><c>virConnectCredential</c>; libvirt frees the result.</summary>
internal unsafe struct NativeCredential
{
    public int Kind { get; init; }

    public byte* Prompt { get; init; }

    public byte* Challenge { get; init; }

    public byte* Default { get; init; }

    public byte* Result { get; set; }

    public uint ResultLength { get; set; }
}
