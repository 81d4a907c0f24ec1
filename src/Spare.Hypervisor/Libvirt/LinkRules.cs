namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// What passes between the manager's namespace and machines: connections of the manager to the ports of service and
/// agent, the machines' answers on them, and the search for neighbours. Everything else is dropped.
/// </summary>
/// <remarks>Stateless: the clients could fill a table of connections.</remarks>
internal static class LinkRules
{
    internal static string Of(LibvirtDriverOptions options)
    {
        var ports = string.Join(", ", options.Ports);
        var links = options.Bridges is { Count: 0 }
            ? $"\"{options.InterfacePrefix}*\""
            : $"{{ {string.Join(", ", options.Bridges.Select(bridge => $"\"{bridge.Interface}\""))} }}";
        return $$"""
            table inet {{options.HostName}} {
            }
            flush table inet {{options.HostName}}
            table inet {{options.HostName}} {
                chain input {
                    type filter hook input priority filter; policy accept;
                    iifname {{links}} jump machine
                }
                chain output {
                    type filter hook output priority filter; policy accept;
                    oifname {{links}} jump manager
                }
                chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname {{links}} drop
                    oifname {{links}} drop
                }
                chain machine {
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                    meta nfproto ipv6 tcp sport { {{ports}} } tcp flags & (syn | ack) != syn accept
                    drop
                }
                chain manager {
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                    meta nfproto ipv6 tcp dport { {{ports}} } accept
                    drop
                }
            }

            """;
    }
}
