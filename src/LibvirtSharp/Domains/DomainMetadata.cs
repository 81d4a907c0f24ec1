using LibvirtSharp.Native;

namespace LibvirtSharp.Domains;

/// <summary>What others have noted on a domain: title, description, and one XML element to each namespace.</summary>
public sealed unsafe class DomainMetadata
{
    private const int Description = 0;
    private const int Title = 1;
    private const int Element = 2;

    private readonly DomainHandle handle;

    internal DomainMetadata(DomainHandle handle) => this.handle = handle;

    public string? GetTitle() => Get(Title, null, ChangeFlags.Current);

    public string? GetDescription() => Get(Description, null, ChangeFlags.Current);

    /// <returns>Null if there is no element of that namespace.</returns>
    public string? GetElement(string uri, ChangeFlags flags = ChangeFlags.Current) => Get(Element, uri, flags);

    /// <param name="text">Null removes it. One line.</param>
    public void SetTitle(string? text, ChangeFlags flags = ChangeFlags.Current) => Set(Title, text, flags);

    public void SetDescription(string? text, ChangeFlags flags = ChangeFlags.Current) => Set(Description, text, flags);

    /// <param name="xml">Null removes it. Its root needs neither prefix nor namespace of its own.</param>
    public void SetElement(string? xml, string prefix, string uri, ChangeFlags flags = ChangeFlags.Current) =>
        Outcome.Check(DomainStateCalls.SetMetadata(handle, Element, xml, prefix, uri, (uint)flags));

    private void Set(int kind, string? text, ChangeFlags flags) =>
        Outcome.Check(DomainStateCalls.SetMetadata(handle, kind, text, null, null, (uint)flags));

    private string? Get(int kind, string? uri, ChangeFlags flags)
    {
        try
        {
            return Outcome.Owned(DomainStateCalls.Metadata(handle, kind, uri, (uint)flags));
        }
        catch (LibvirtException failure) when (failure.Code == LibvirtErrorCode.NoDomainMetadata)
        {
            return null;
        }
    }
}
