namespace Spare.Hypervisor.Processes.Network;

/// <summary>
/// What the manager's namespace takes from machines: TCP segments that do not open a connection. Machines can only
/// answer.
/// </summary>
/// <remarks>
/// Stateless on purpose: a rule on connection states would make the kernel track every connection of the host, and
/// the clients could fill that table.
/// </remarks>
internal static class MachineRules
{
    internal static string Of(ProcessDriverOptions options) => $$"""
        table inet {{options.HostName}} {
        }
        flush table inet {{options.HostName}}
        table inet {{options.HostName}} {
            chain input {
                type filter hook input priority filter; policy accept;
                iifname "{{options.InterfacePrefix}}*" jump machine
            }
            chain forward {
                type filter hook forward priority filter; policy accept;
                iifname "{{options.InterfacePrefix}}*" drop
                oifname "{{options.InterfacePrefix}}*" drop
            }
            chain machine {
                meta nfproto ipv4 tcp flags & (syn | ack) != syn accept
                drop
            }
        }

        """;
}
