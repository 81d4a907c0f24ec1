using System.Globalization;
using System.Text;
using Spare.Lab.Networks;

namespace Spare.Lab.Rings;

/// <summary>
/// The text of <c>corosync.conf</c> for one host of a lab: encrypted knet, votequorum with one vote for each host.
/// <c>ops/corosync/corosync.conf</c> is the same for real hosts, with the reasons.
/// </summary>
internal static class CorosyncConfiguration
{
    public static string Format(IReadOnlyList<HostNamespace> hosts, string directory, CorosyncRingOptions options)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            totem {
              version: 2
              cluster_name: spare
              transport: knet
              crypto_cipher: aes256
              crypto_hash: sha256
              keyfile: {{directory}}/authkey
              token: {{(int)options.Token.TotalMilliseconds}}
              token_coefficient: 0
              interface {
                linknumber: 0
                knet_ping_interval: 200
                knet_ping_timeout: 3000
                knet_pong_count: 1
              }
            }
            system {
              state_dir: {{directory}}/state
              sched_rr: no
              move_to_root_cgroup: no
            }
            quorum {
              provider: corosync_votequorum
              expected_votes: {{hosts.Count}}
              two_node: 0
            }
            logging {
              to_stderr: no
              to_syslog: no
              to_logfile: yes
              logfile: {{directory}}/corosync.log
              timestamp: hires
            }
            nodelist {

            """);
        foreach (var host in hosts)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  node {
                    nodeid: {{host.Number}}
                    name: h{{host.Number}}
                    ring0_addr: {{host.Address}}
                  }

                """);
        }

        return text.Append("}\n").ToString();
    }
}
