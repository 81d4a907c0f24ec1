using System.Collections.Immutable;
using LibvirtSharp;
using LibvirtSharp.Domains;

namespace Spare.Hypervisor.Libvirt;

/// <summary>A domain on which a driver of Spare has noted whose it is, this one or another.</summary>
internal sealed record NotedDomain(string Name, string Note, bool IsPersistent)
{
    internal static ImmutableArray<NotedDomain> List(Connection connection)
    {
        var noted = ImmutableArray.CreateBuilder<NotedDomain>();
        foreach (var domain in connection.Domains.List())
        {
            using (domain)
            {
                if (Of(domain) is { } one)
                {
                    noted.Add(one);
                }
            }
        }

        return noted.ToImmutable();
    }

    /// <summary>Null also if it is gone since it was listed: another machine may be on its way out.</summary>
    internal static NotedDomain? Of(Domain domain)
    {
        try
        {
            return domain.Metadata.GetElement(MachineXml.Namespace) is { } note
                ? new NotedDomain(domain.Name, note, domain.IsPersistent) : null;
        }
        catch (LibvirtException gone) when (gone.Code == LibvirtErrorCode.NoDomain)
        {
            return null;
        }
    }
}
