using System.Globalization;
using System.Net;
using System.Text;
using Spare.Lab.Networks;

namespace Spare.Lab.Rings;

/// <summary>
/// The text of <c>corosync.conf</c> for one host of a lab: encrypted knet, votequorum with one vote for each host.
/// <c>ops/corosync/corosync.conf</c> is the same for real hosts, with the reasons.
/// </summary>
internal static class CorosyncConfiguration
{
    public static string Format(
        IReadOnlyList<HostNamespace> hosts, IPAddress? witness, string directory, CorosyncRingOptions options)
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
              two_node: 0
            {{Device(hosts.Count, witness)}}}
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

    /// <summary>
    /// With more than two hosts the witness has a vote less than they have, so that a single one of them can go on.
    /// </summary>
    private static string Device(int hosts, IPAddress? witness)
    {
        if (witness is null)
        {
            return "";
        }

        var (algorithm, votes) = hosts == 2 ? ("ffsplit", 1) : ("lms", hosts - 1);
        return $$"""
              device {
                model: net
                votes: {{votes}}
                timeout: {{(int)QuorumDevice.Timeout.TotalMilliseconds}}
                sync_timeout: {{(int)QuorumDevice.SyncTimeout.TotalMilliseconds}}
                net {
                  host: {{witness}}
                  algorithm: {{algorithm}}
                  tie_breaker: lowest
                  tls: off
                }
              }

            """;
    }
}
